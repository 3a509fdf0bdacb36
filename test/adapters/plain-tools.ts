import { randomBytes } from 'node:crypto';
import { LookFirst, Retry, type Tools, type WireRequest, type WireResponse } from '../../adapters/contract/index.js';
import { lossless } from '../../src/sync/gateway.js';
import { httpCall } from '../../src/sync/http-call.js';

export interface PlainTools<C> extends Tools<C> {
  /** What left, in order. */
  readonly sent: { readonly op: string; readonly effect: 'read' | 'set' | 'make'; readonly request: WireRequest }[];
  /** What calls are built with; replace it to try other tokens. */
  credentials: C;
}

/** The way out for adapters alone, without database, limits or leases: one address for every host, real HTTP, real clock. `answer` takes the network's place where a spec plays the marketplace. */
export function plainTools<C>(credentials: C, address: string, answer?: (request: WireRequest) => Partial<WireResponse>): PlainTools<C> {
  const media = new Map<string, string>();
  const effects = new WeakMap<WireResponse, 'read' | 'set' | 'make'>();
  const tools: PlainTools<C> = {
    credentials, sent: [],
    async send(call) {
      const now = Date.now();
      const request = call.build(tools.credentials, now, randomBytes(16).toString('hex'));
      tools.sent.push({ op: call.op, effect: call.effect, request });
      const response = answer
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: new Uint8Array(), receivedAt: now, remoteDate: now, ...answer(request) }
        : await httpCall(address, request, call.effect, call.timeoutMs ?? 15_000, () => Date.now());
      effects.set(response, call.effect);
      return response;
    },
    json(response) {
      const body = Buffer.from(response.body).toString('utf8');
      try {
        return lossless(body);
      } catch {
        throw effects.get(response) === 'make' ? new LookFirst(`not JSON: ${body.slice(0, 80)}`, { rawCode: 'unclear' }) : new Retry(`not JSON: ${body.slice(0, 80)}`, { rawCode: 'unclear' });
      }
    },
    media: {
      find: (sha256, use) => media.get(`${sha256} ${use}`) ?? null,
      learn: async (sha256, use, id) => { media.set(`${sha256} ${use}`, id); },
      forget: async (sha256, use) => { media.delete(`${sha256} ${use}`); },
    },
  };
  return tools;
}
