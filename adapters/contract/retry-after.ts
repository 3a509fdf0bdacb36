import type { WireResponse } from './exchange.js';

/** Retry-After, in seconds or as a date by the answer's own clock, as ms from now; null where it is absent or makes no sense. */
export function retryAfter(response: Pick<WireResponse, 'headers' | 'remoteDate' | 'receivedAt'>): number | null {
  const said = response.headers['retry-after']?.trim() ?? '', at = Date.parse(said);
  if (/^\d{1,9}(\.\d+)?$/.test(said)) return Number(said) * 1000;
  return Number.isNaN(at) ? null : Math.max(0, at - (response.remoteDate ?? response.receivedAt));
}
