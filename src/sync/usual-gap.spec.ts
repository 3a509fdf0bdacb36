import { describe, expect, it } from '@jest/globals';
import { learnGap, silentAfter, type Rhythm } from './usual-gap.js';

const minute = 60_000, hour = 60 * minute, day = 24 * hour;
const after = (...gaps: number[]): Rhythm => gaps.reduce<Rhythm>(learnGap, { gaps: 0, usualMs: 0 });

describe('what is usual', () => {
  it('knows nothing before three gaps, and then waits two days for the first sign of silence', () => {
    expect(silentAfter(after())).toBe(2 * day);
    expect(silentAfter(after(minute, minute))).toBe(2 * day);
    expect(silentAfter(after(minute, minute, minute))).toBe(15 * minute);
  });

  it('takes a burst for one piece of news', () => expect(after(2_000, 9_999, 500)).toEqual({ gaps: 0, usualMs: 0 }));

  it('remembers the night through a busy day, and Sunday through a week', () => {
    const days = [...Array<number>(50).fill(14 * hour / 50), 10 * hour];
    const rhythm = after(...days, ...days, ...days, ...Array<number>(50).fill(14 * hour / 50));
    expect(silentAfter(rhythm)).toBeGreaterThan(10 * hour);
    const week = [34 * hour, ...Array<number>(134).fill(hour)];
    expect(silentAfter(after(...week, ...week))).toBeGreaterThan(34 * hour);
  });

  it('is taught by an outage no more than by a night', () => {
    const rhythm = after(...Array<number>(20).fill(30 * minute));
    expect(silentAfter(rhythm)).toBe(hour);
    expect(silentAfter(learnGap(rhythm, 3 * day))).toBe(day);
    expect(silentAfter(learnGap(after(...Array<number>(20).fill(day)), 30 * day))).toBe(4 * day);
  });

  it('follows a shop that has become busier, in weeks', () => {
    const slow = after(...Array<number>(5).fill(2 * day));
    expect(silentAfter(Array<number>(28 * 24).fill(hour).reduce<Rhythm>(learnGap, slow))).toBeLessThan(9 * hour);
  });
});
