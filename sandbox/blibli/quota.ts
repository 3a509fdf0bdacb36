/** The small quotas of each endpoint: so many calls in a window that begins with the first. Not kept over restarts. */
import { Refused } from './envelope.js';
import type { World } from './world.js';

export interface Quota { readonly most: number; readonly windowMs: number }
const minute = 60_000;
export const perDay = (most: number): Quota => ({ most, windowMs: 1440 * minute });
export const perHour = (most: number): Quota => ({ most, windowMs: 60 * minute });
export const perMinutes = (most: number, minutes = 1): Quota => ({ most, windowMs: minutes * minute });

const held = new WeakMap<World, Map<string, { begins: number; count: number }>>();

export function take(world: World, quota: Quota, subject: string): void {
  if (world.kit.unconfirmed('quotas') !== true) return;
  const windows = held.get(world) ?? new Map<string, { begins: number; count: number }>();
  held.set(world, windows);
  const now = world.kit.clock.elapsed();
  let window = windows.get(subject);
  if (!window || now - window.begins >= quota.windowMs) windows.set(subject, (window = { begins: now, count: 0 }));
  if (window.count >= quota.most) throw new Refused('ERR-PA429001', `API quota exceeded: ${quota.most} calls in ${quota.windowMs / minute} minutes`);
  window.count += 1;
}

export function forget(world: World): void {
  held.delete(world);
}
