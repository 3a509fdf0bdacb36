import { randomBytes } from 'node:crypto';
import type { Adapter, Tools, WireRequest, WireResponse } from '../../adapters/contract/index.js';
import { httpCall, type Effect } from '../../src/sync/http-call.js';
import { lossless } from '../../src/sync/gateway.js';
import { LookFirst, Retry } from '../../adapters/contract/index.js';

export interface PlainTools<C> extends Tools<C> {
  /** Every call made, in order. */
  readonly calls: { readonly op: string; readonly effect: Effect; readonly method: string; readonly path: string; readonly body: WireRequest['body']; readonly status: number | null }[];
  readonly known: Map<string, string>;
  credentials: C;
  /** Added to this machine's clock, ms: what a wrong clock does. The answers' dates correct it, as the gateway does. */
  skewMs: number;
}

/** What the gateway gives an adapter, without limits, database and records: real HTTP to `base` (or to the adapter's own addresses), one clock, photo ids in memory. `answer` takes the network's place where a spec plays the marketplace. */
export function plainTools<C extends object>(adapter: Adapter<C>, credentials: C, base: string, options: { readonly timeoutMs?: number; readonly answer?: (request: WireRequest) => Partial<WireResponse> } = {}): PlainTools<C> {
  const calls: PlainTools<C>['calls'] = [];
  const known = new Map<string, string>();
  const effects = new WeakMap<WireResponse, Effect>();
  const wall = () => performance.timeOrigin + performance.now();
  let offset = 0;
  const tools: PlainTools<C> = {
    calls, known, credentials, skewMs: 0,
    send: async (call) => {
      const request = call.build(tools.credentials, wall() + tools.skewMs + offset, randomBytes(16).toString('hex'));
      const address = (adapter.addresses?.(tools.credentials)?.[request.host] ?? base).replace(/\/$/, '');
      const entry = { op: call.op, effect: call.effect, method: request.method, path: request.path, body: request.body };
      try {
        const now = wall() + tools.skewMs;
        const response = options.answer
          ? { status: 200, headers: {}, body: new Uint8Array(), receivedAt: now, remoteDate: null, ...options.answer(request) }
          : await httpCall(address, request, call.effect, options.timeoutMs ?? call.timeoutMs ?? 15_000, () => wall() + tools.skewMs);
        calls.push({ ...entry, status: response.status });
        if (response.remoteDate !== null) offset = Math.abs(response.remoteDate - response.receivedAt) > 2_000 ? response.remoteDate - response.receivedAt : 0;
        effects.set(response, call.effect);
        return response;
      } catch (error) {
        calls.push({ ...entry, status: null });
        throw error;
      }
    },
    json: (response) => {
      const text = Buffer.from(response.body).toString('utf8');
      try {
        return lossless(text);
      } catch {
        throw effects.get(response) === 'make' ? new LookFirst(`not JSON (${response.status})`, { rawCode: 'unclear' }) : new Retry(`not JSON (${response.status})`, { rawCode: 'unclear' });
      }
    },
    media: {
      find: (sha256, use) => known.get(`${sha256} ${use}`) ?? null,
      learn: async (sha256, use, id) => void known.set(`${sha256} ${use}`, id),
      forget: async (sha256, use) => void known.delete(`${sha256} ${use}`),
    },
  };
  return tools;
}
