/** What may stand in a cell. A number stays a number where the file knows numbers; a moment is written as the reader's own time. */
export type Cell = string | number | Date | null;

/** A moment as '2026-11-28 17:45:00' in a time zone: what both kinds of file are made from. */
export function localTime(timezone: string): (at: Date) => string {
  const words = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return (at) => words.format(at);
}
