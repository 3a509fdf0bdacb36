/** Limits the platform has of its own, beside the setting: so many calls in a second of the sandbox's time. Not kept over restarts. */
import { Buckets } from '../kit/index.js';
import type { World } from './world.js';

const held = new WeakMap<World, Buckets>();

/** Takes one call of `subject`; true when there was none left. */
export function overQuota(world: World, subject: string, perSecond: number): boolean {
  const buckets = held.get(world) ?? new Buckets(world.kit.clock);
  held.set(world, buckets);
  return buckets.take(subject, perSecond) > 0;
}

export function forget(world: World): void {
  held.delete(world);
}
