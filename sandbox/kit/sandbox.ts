/** One running practice marketplace: its world put together, its state kept over restarts. */
import { randomBytes } from 'node:crypto';
import { chance } from './chance.js';
import { Clock } from './clock.js';
import { Deliveries } from './deliver.js';
import { Faults } from './faults.js';
import { Limits } from './limits.js';
import { Photos } from './photos.js';
import { RequestLog } from './request-log.js';
import { Schedule } from './schedule.js';
import { changeSettings, startSettings, startUnconfirmed, type Settings, type Unconfirmed } from './settings.js';
import type { Kit, Practice, Simulator } from './simulator.js';
import { Store, type Shelf } from './store.js';

interface Kept { settings: Settings; unconfirmed: Unconfirmed; skewMs: number; advancedMs: number }

export class Sandbox {
  readonly clock = new Clock();
  readonly store: Store;
  readonly photos: Photos;
  readonly schedule: Schedule;
  readonly pushes: Deliveries;
  readonly faults = new Faults();
  readonly log = new RequestLog(this.clock);
  readonly limits: Limits;
  readonly practice: Practice;
  url = '';
  private settings: Settings;
  private unconfirmed: Unconfirmed;
  private readonly numbers: Shelf<{ next: string }>;
  private readonly kept: Shelf<Kept>;
  private readonly dice = chance(randomBytes(4).readUInt32LE());

  constructor(readonly simulator: Simulator, folder: string | null) {
    this.settings = { ...startSettings, ...simulator.defaults };
    this.unconfirmed = startUnconfirmed(simulator.unconfirmed);
    this.store = new Store(folder);
    this.photos = new Photos(folder);
    this.schedule = new Schedule(this.clock, this.store);
    this.numbers = this.store.shelf('kit/numbers');
    this.kept = this.store.shelf('kit/settings');
    this.recall();
    this.limits = new Limits(this.clock, () => this.settings);
    this.pushes = new Deliveries(
      { clock: this.clock, schedule: this.schedule, store: this.store, settings: () => this.settings, random: this.dice },
      simulator.pushes, (push) => this.practice.pushEnded?.(push),
    );
    this.practice = simulator.open(this.kit());
    this.store.commit();
  }

  start(url: string): void {
    this.url = url;
    this.schedule.start();
    this.pushes.start();
  }

  stop(): void {
    this.schedule.stop();
    this.pushes.stop();
    this.store.close();
  }

  showSettings(): Record<string, unknown> {
    return { ...this.settings, unconfirmed: this.unconfirmed };
  }

  change(patch: Readonly<Record<string, unknown>>): void {
    changeSettings(this.settings, this.unconfirmed, this.simulator.unconfirmed, patch);
    if (patch.idsFrom !== undefined) this.numbers.put('ids', { next: this.settings.idsFrom });
    if (patch.callsPerSecond !== undefined || patch.burst !== undefined) this.limits.clear();
    this.remember();
  }

  /** How long this call's answer is held back, in ms. */
  latency(): number {
    const { latencyMs, jitterMs } = this.settings;
    return latencyMs + (jitterMs > 0 ? this.dice() * jitterMs : 0);
  }

  /** Moves the clock's hands; resolves when all that fell due, deliveries included, is done. */
  async moveClock(hands: { skewMs?: number; advanceMs?: number }): Promise<void> {
    if (hands.skewMs !== undefined) this.clock.skew(hands.skewMs);
    if (hands.advanceMs !== undefined) await this.schedule.advance(hands.advanceMs);
    await this.pushes.idle();
    this.remember();
  }

  reset(shop?: string): void {
    this.practice.reset(shop);
    if (shop !== undefined) {
      this.pushes.forget(shop);
      this.log.clear(shop);
      this.store.commit();
      return;
    }
    this.settings = { ...startSettings, ...this.simulator.defaults };
    this.unconfirmed = startUnconfirmed(this.simulator.unconfirmed);
    this.store.clear();
    this.photos.clear();
    this.faults.clear();
    this.limits.clear();
    this.log.clear();
    this.clock.reset();
    this.schedule.start();
  }

  private kit(): Kit {
    return {
      url: () => this.url, clock: this.clock, settings: () => this.settings, unconfirmed: (name) => this.unconfirmed[name] ?? false,
      store: this.store, photos: this.photos, schedule: this.schedule, pushes: this.pushes,
      nextId: () => {
        const id = this.numbers.get('ids')?.next ?? this.settings.idsFrom;
        this.numbers.put('ids', { next: (BigInt(id) + 1n).toString() });
        return id;
      },
      random: (digits) => randomBytes(Math.ceil(digits / 2)).toString('hex').slice(0, digits),
    };
  }

  private remember(): void {
    this.kept.put('settings', { settings: this.settings, unconfirmed: this.unconfirmed, skewMs: this.clock.hands.skewMs, advancedMs: this.clock.hands.advancedMs });
    this.store.commit();
  }

  private recall(): void {
    const kept = this.kept.get('settings');
    if (!kept) return;
    Object.assign(this.settings, kept.settings);
    Object.assign(this.unconfirmed, kept.unconfirmed);
    this.clock.skew(kept.skewMs);
    this.clock.advance(kept.advancedMs);
  }
}
