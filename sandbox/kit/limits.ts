/** A token bucket per shop: `callsPerSecond` flow in, `burst` fit. */
import type { Clock } from './clock.js';
import type { Settings } from './settings.js';

export class Limits {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly clock: Clock, private readonly settings: () => Settings) {}

  /** 0: the call may go on; otherwise in how many ms one may. */
  take(shop: string): number {
    const { callsPerSecond, burst } = this.settings();
    if (callsPerSecond === null) return 0;
    const size = burst ?? Math.max(1, Math.ceil(callsPerSecond));
    const now = this.clock.elapsed();
    const bucket = this.buckets.get(shop) ?? { tokens: size, at: now };
    bucket.tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * callsPerSecond);
    bucket.at = now;
    this.buckets.set(shop, bucket);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / callsPerSecond) * 1000);
    bucket.tokens -= 1;
    return 0;
  }

  clear(): void {
    this.buckets.clear();
  }
}
