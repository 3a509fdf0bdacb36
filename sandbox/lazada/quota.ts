/** Limits the platform has of its own, beside the setting: so many calls in a second of the sandbox's time. */
import type { World } from './world.js';

const buckets = new WeakMap<World, Map<string, { tokens: number; at: number }>>();

/** Takes one call of `subject`; true when there was none left. */
export function overQuota(world: World, subject: string, perSecond: number): boolean {
  const all = buckets.get(world) ?? new Map<string, { tokens: number; at: number }>();
  buckets.set(world, all);
  const now = world.kit.clock.elapsed();
  const bucket = all.get(subject) ?? { tokens: perSecond, at: now };
  bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
  bucket.at = now;
  all.set(subject, bucket);
  if (bucket.tokens < 1) return true;
  bucket.tokens -= 1;
  return false;
}
