/** Who reads a sentence: in which language, and by which clock. */
export interface Reader { readonly language: 'id' | 'en'; readonly timezone: string }
export const localeOf = (language: 'id' | 'en'): string => (language === 'id' ? 'id-ID' : 'en-GB');

/** A moment by the reader's clock, with the zone's name behind it: '14.05 WITA'. Only Indonesian words know Indonesia's zones by name. */
export function sayTime(at: Date | number, { language, timezone: timeZone }: Reader, how: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' }): string {
  const zone = new Intl.DateTimeFormat('id-ID', { timeZone, timeZoneName: 'short' }).formatToParts(at).find((part) => part.type === 'timeZoneName');
  return `${new Intl.DateTimeFormat(localeOf(language), { ...how, timeZone }).format(at)} ${zone?.value ?? timeZone}`;
}
