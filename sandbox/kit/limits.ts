/** How many calls a shop may make, as the settings say: `callsPerSecond` flow in, `burst` fit. */
import { Buckets } from './buckets.js';
import type { Clock } from './clock.js';
import type { Settings } from './settings.js';

export class Limits {
  private readonly buckets: Buckets;

  constructor(clock: Clock, private readonly settings: () => Settings) {
    this.buckets = new Buckets(clock);
  }

  /** 0: the call may go on; otherwise in how many ms one may. */
  take(shop: string): number {
    const { callsPerSecond, burst } = this.settings();
    return callsPerSecond === null ? 0 : this.buckets.take(shop, callsPerSecond, burst ?? Math.max(1, Math.ceil(callsPerSecond)));
  }

  clear(): void {
    this.buckets.clear();
  }
}
