/** Token buckets, one per subject: so many flow in a second of the sandbox's time, so many fit. */
import type { Clock } from './clock.js';

export class Buckets {
  private readonly held = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly clock: Clock) {}

  /** Takes one; 0: there was one, otherwise in how many ms there will be. */
  take(subject: string, perSecond: number, size = perSecond): number {
    const now = this.clock.elapsed();
    const bucket = this.held.get(subject) ?? { tokens: size, at: now };
    bucket.tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.held.set(subject, bucket);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / perSecond) * 1000);
    bucket.tokens -= 1;
    return 0;
  }

  clear(): void {
    this.held.clear();
  }
}
