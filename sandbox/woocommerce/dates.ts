/** Dates as the shop writes them, without a zone: once in its own time (Jakarta), once in UTC. */
const SHOP_OFFSET_MS = 7 * 3_600_000;

const bare = (at: number) => new Date(at).toISOString().slice(0, 19);
export const gmt = (at: number | null) => (at === null ? null : bare(at));
export const local = (at: number | null) => (at === null ? null : bare(at + SHOP_OFFSET_MS));

/** `2025-01-01T00:00:00` in shop time, or in UTC when `isGmt`; a zone of its own wins. */
export function readDate(text: string, isGmt: boolean): number {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text);
  const at = Date.parse(zoned ? text : `${text.replace(' ', 'T')}Z`);
  return zoned || isGmt ? at : at - SHOP_OFFSET_MS;
}
