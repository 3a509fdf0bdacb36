/** What is known of a shop's rhythm: how many gaps between its pushes were seen, and the longest of them that still counts, ms. */
export interface Rhythm { readonly gaps: number; readonly usualMs: number }

/** Pushes closer than this belong together: a sale is told two or three times at once. */
const burstMs = 10_000;
/** A gap as long as a night is seen by every shop, and counts whole. */
const nightMs = 12 * 3_600_000;
const halfLifeMs = 7 * 86_400_000;
/** With fewer gaps than this nothing is usual yet: a day is assumed. */
const enough = 3;
const assumedMs = 86_400_000;
const shortestSilenceMs = 15 * 60_000;

/**
 * Pure: the rhythm after a push that came `gapMs` after the one before. A gap that was seen stays usual and fades with a half-life of a week, so that nights and Sundays are no silence.
 * A gap longer than a night can at most double what is usual: an outage of three days must not teach that three days are usual.
 */
export function learnGap(before: Rhythm, gapMs: number): Rhythm {
  if (gapMs < burstMs) return before;
  const counted = before.gaps < enough ? gapMs : Math.min(gapMs, Math.max(nightMs, 2 * before.usualMs));
  return { gaps: before.gaps + 1, usualMs: Math.round(Math.max(counted, before.usualMs * 0.5 ** (gapMs / halfLifeMs))) };
}

/** Pure: after how many ms without a push a shop of this rhythm is silent. */
export const silentAfter = ({ gaps, usualMs }: Rhythm): number => Math.max(shortestSilenceMs, 2 * (gaps < enough ? Math.max(usualMs, assumedMs) : usualMs));
