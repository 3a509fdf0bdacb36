import { randomBytes } from 'node:crypto';
import { isSafeNumber, parse } from 'lossless-json';
import { isAdapterError, LookFirst, Retry, type Adapter, type Limit, type Session, type Tools, type WireResponse } from '../../adapters/contract/index.js';
import { insideTransaction, span, type Clock, type Database } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import type { Lane } from '../queue/index.js';
import type { ShopRecord } from '../shops/index.js';
import { addressesOf, type Addressed } from './addresses.js';
import { headOf, mask, Recorder } from './exchange-record.js';
import { httpCall, type Effect } from './http-call.js';
import { MediaMemory } from './media-memory.js';
import type { Limits } from './limits.js';
import type { Tokens } from './tokens.js';
import type { Traffic } from './traffic.js';

export interface Grant extends Addressed {
  readonly marketplace: string;
  readonly app: string;
  readonly shopId: string;
  readonly limits: readonly Limit[] | null;
}
export interface Budget {
  readonly lane: Lane;
  readonly signal: AbortSignal;
}
export interface OpenShop {
  readonly shop: ShopRecord;
  readonly adapter: Adapter;
  readonly session: Session<object>;
  readonly recorder: Recorder;
  readonly media: MediaMemory;
  readonly tools: Tools<object>;
}

const defaultTimeoutMs = 15_000;

/** The only way out to a marketplace: credentials, limits, time and size, record, and the knowledge whether a call may be repeated. */
export class Gateway {
  /** Each host's clock against ours, from its Date header, in ms. */
  readonly #offsets = new Map<string, number>();

  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces, private readonly limits: Limits, private readonly tokens: Tokens, readonly traffic: Traffic) {}

  get clock(): Clock {
    return this.database.clock;
  }

  /** Opens a shop for one slice. No call is made. */
  async open(shop: ShopRecord, budget: Budget): Promise<OpenShop> {
    const adapter = this.marketplaces.get(shop.marketplace);
    const recorder = new Recorder();
    const grant: Grant = { marketplace: shop.marketplace, environment: shop.connection.environment, baseUrl: shop.connection.baseUrl, app: shop.connection.app, shopId: shop.id, limits: shop.limits as readonly Limit[] | null };
    const media = new MediaMemory(this.database, shop.scope, shop.id, shop.cooperativeId);
    const tools = await this.tools(adapter, grant, () => this.tokens.current(shop, adapter), budget, recorder, media.tools);
    return { shop, adapter, recorder, media, tools, session: adapter.connect({ remoteId: shop.remoteId, country: shop.country, settings: Object.assign(new adapter.settings(), shop.settings) }, tools) };
  }

  addresses(adapter: Adapter, credentials: object, where: Addressed, marketplace: string): Promise<(host: string) => string> {
    return addressesOf(adapter, credentials, where, this.traffic.practiceUrl(marketplace));
  }

  /** The marketplace's clock less ours, ms, as its last answers to this shop said. */
  offsetOf(shopId: string): number {
    return this.#offsets.get(shopId) ?? 0;
  }

  async tools(adapter: Adapter, grant: Grant, credentials: () => Promise<object>, budget: Budget, recorder: Recorder, media: Tools<object>['media']): Promise<Tools<object>> {
    const addresses = await this.addresses(adapter, await credentials(), grant, grant.marketplace);
    const effects = new WeakMap<WireResponse, { effect: Effect; op: string }>();
    return {
      media,
      send: async (call) => {
        if (insideTransaction()) throw new Error(`Call ${call.op} inside a transaction: let it commit first.`);
        const timeoutMs = call.timeoutMs ?? defaultTimeoutMs;
        await this.limits.take({ marketplace: grant.marketplace, shopId: grant.shopId, app: grant.app, lane: budget.lane, limits: grant.limits ?? adapter.limits }, call.op, call.subject ?? '', budget.signal);
        recorder.guard(timeoutMs);
        const known = await credentials();
        const host = (name: string): string => addresses(name);
        const started = this.clock.monotonic();
        const request = call.build(known, this.clock.now() + this.offsetOf(grant.shopId), randomBytes(16).toString('hex'));
        const address = host(request.host);
        const record = { op: call.op, method: request.method, host: new URL(address).host, path: mask(request.path.split('?')[0] ?? '', known) };
        recorder.leaves(call.effect);
        try {
          const response = await span(`call ${call.op}`, { marketplace: grant.marketplace, shop: grant.shopId, op: call.op, effect: call.effect }, () => httpCall(address, request, call.effect, timeoutMs, () => this.clock.now()));
          const ms = Math.round(this.clock.monotonic() - started);
          if (response.remoteDate !== null) this.#learnOffset(grant.shopId, response.remoteDate - response.receivedAt);
          effects.set(response, { effect: call.effect, op: call.op });
          recorder.add({ ...record, status: response.status, ms, ...(isTroubled(response) ? { answer: headOf(response.body, known) } : {}) });
          this.traffic.count(grant.marketplace, call.op, response.status >= 500 ? 'trouble' : 'answered', ms);
          return response;
        } catch (error) {
          const ms = Math.round(this.clock.monotonic() - started);
          // A key with a line break in it is repeated by whoever refuses it as a header.
          (error as Error).message = mask((error as Error).message, known);
          recorder.add({ ...record, status: null, ms, answer: (error as Error).message });
          this.traffic.count(grant.marketplace, call.op, isAdapterError(error) ? error.rawCode : 'fault', ms);
          throw error;
        }
      },
      json: (response) => {
        const text = Buffer.from(response.body).toString('utf8');
        try {
          return lossless(text);
        } catch {
          const made = effects.get(response)?.effect === 'make';
          const message = `not JSON (${response.status}): ${text.slice(0, 120)}`;
          throw made ? new LookFirst(message, { rawCode: 'unclear' }) : new Retry(message, { rawCode: 'unclear' });
        }
      },
    };
  }

  /** A Date header has whole seconds: only a difference of more than two says anything. */
  #learnOffset(shopId: string, offset: number): void {
    this.#offsets.set(shopId, Math.abs(offset) > 2_000 ? offset : 0);
  }
}

/** Parses without losing integers beyond 2^53: they arrive as strings; the slow parser runs only where a long number stands. */
export function lossless(text: string): unknown {
  return /[\d.]{16,}/.test(text) ? parse(text, null, (value) => (isSafeNumber(value) ? Number(value) : value)) : JSON.parse(text);
}

const isTroubled = (response: WireResponse): boolean => response.status >= 400 || !/json/.test(response.headers['content-type'] ?? '') || response.body.length < 600;

