import { only } from './faults.js';
import type { Host } from './host.js';
import { readJson, writeJson } from './json.js';
import { ControlError, type Answer, type Call, type OrderWish } from './simulator.js';

type Body = Readonly<Record<string, unknown>>;
const settingFields = ['latencyMs', 'jitterMs', 'callsPerSecond', 'burst', 'searchLagMs', 'auditMs', 'audit', 'feedMs', 'webhookDelayMs', 'webhookDuplicates', 'webhookDrop', 'webhookShuffle', 'accessTokenSeconds', 'idsFrom', 'unconfirmed'] as const;

export const calls: readonly { readonly call: string; readonly example: string }[] = [
  { call: 'GET /_control', example: '' }, { call: 'POST /_control/shops', example: '{"name":"Toko Latihan"}' }, { call: 'GET /_control/state?shop=', example: '' }, { call: 'GET /_control/requests?after=n&shop=', example: '' },
  { call: 'POST /_control/orders', example: '{"shop":"…","lines":[{"sku":"KOP-001","quantity":1}],"unpaid":false}' }, { call: 'POST /_control/orders/:id/moves', example: '{"to":"SHIPPED"}' }, { call: 'PATCH /_control/listings/:id', example: '{"price":"50000"}' },
  { call: 'POST /_control/faults', example: '{"match":{"path":"/api/v2/product/add_item"},"times":1,"fault":{"kind":"hang","ms":20000,"when":"after"}}' }, { call: 'GET /_control/faults', example: '' }, { call: 'DELETE /_control/faults', example: '' },
  { call: 'PATCH /_control/settings', example: '{"latencyMs":50}' }, { call: 'POST /_control/tokens/expire', example: '{"shop":"…","kind":"access"}' }, { call: 'POST /_control/tokens/revoke', example: '{"shop":"…"}' }, { call: 'POST /_control/clock', example: '{"advanceMs":60000}' },
  { call: 'POST /_control/webhooks/replay', example: '{"delivery":1,"times":1}' }, { call: 'POST /_control/reset', example: '{}' },
];

/** The control door: JSON in, JSON out, no authentication, on this machine only. What is not understood is refused with 400. */
export async function control(host: Host, call: Call): Promise<Answer> {
  try {
    const answer = await route(host, call);
    host.store.flush();
    return { status: 200, body: writeJson(answer) };
  } catch (error) {
    if (error instanceof ControlError) return { status: 400, body: writeJson({ error: error.message }) };
    if (error instanceof SyntaxError) return { status: 400, body: writeJson({ error: `Not JSON: ${error.message}` }) };
    throw error;
  }
}

async function route(host: Host, call: Call): Promise<unknown> {
  const { simulation, settings, clock } = host;
  const query = new URLSearchParams(call.query);
  const body = (call.body.length > 0 ? readJson(call.body.toString('utf8')) : {}) as Body;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw new ControlError('The body must be a JSON object.');
  const at = `${call.method} ${call.path.replace(/\/$/, '')}`;
  const shop = query.get('shop');
  if (at === 'GET /_control') return { marketplace: host.simulator.name, title: host.simulator.title, ports: { [host.simulator.name]: Number(new URL(host.url).port) }, url: host.url, now: clock.now(), settings, calls };
  if (at === 'POST /_control/shops') {
    only(body, ['name', 'app', 'grant'], 'shops');
    return simulation.openShop({ name: text(body, 'name'), app: optional(body, 'app'), grant: optional(body, 'grant') });
  }
  if (at === 'GET /_control/state') return { marketplace: host.simulator.name, now: clock.now(), shops: simulation.state(shop), deliveries: host.deliveries.list(shop) };
  if (at === 'GET /_control/requests') return { requests: host.log.after(Number(query.get('after') ?? 0), shop) };
  if (at === 'POST /_control/orders') {
    only(body, ['shop', 'lines', 'buyer', 'unpaid', 'at'], 'orders');
    if (!Array.isArray(body.lines) || body.lines.length === 0) throw new ControlError('lines must name at least one item: [{"sku" or "id", "quantity"}].');
    for (const line of body.lines as Body[]) {
      only(line, ['sku', 'id', 'quantity'], 'lines');
      if (!Number.isInteger(line.quantity) || Number(line.quantity) < 1) throw new ControlError('quantity must be a whole number from 1.');
    }
    return simulation.order({ ...body, shop: text(body, 'shop') } as unknown as OrderWish);
  }
  const move = /^POST \/_control\/orders\/([^/]+)\/moves$/.exec(at);
  if (move) return simulation.moveOrder(decodeURIComponent(move[1] ?? ''), { ...body, to: text(body, 'to') });
  const listing = /^PATCH \/_control\/listings\/([^/]+)$/.exec(at);
  if (listing) {
    only(body, ['shop', 'title', 'price', 'stock', 'sku', 'unlist', 'delete', 'ban', 'audit', 'reason', 'lock', 'until'], 'listings');
    return simulation.patchListing(decodeURIComponent(listing[1] ?? ''), body);
  }
  if (at === 'POST /_control/faults') return host.faults.add(body);
  if (at === 'GET /_control/faults') return { faults: host.faults.list() };
  if (at === 'DELETE /_control/faults') {
    host.faults.clear();
    return { faults: [] };
  }
  if (at === 'PATCH /_control/settings') {
    only(body, settingFields, 'settings');
    for (const [name, value] of Object.entries(body)) {
      if (name === 'unconfirmed') {
        only(value as Body, Object.keys(host.simulator.defaults?.unconfirmed ?? {}), 'unconfirmed');
        Object.assign(settings.unconfirmed, value);
      } else if (typeof value !== typeof settings[name as 'latencyMs']) throw new ControlError(`${name} must be a ${typeof settings[name as 'latencyMs']}.`);
      else Object.assign(settings, { [name]: value });
    }
    return { settings };
  }
  if (at === 'POST /_control/tokens/expire') {
    only(body, ['shop', 'kind'], 'tokens/expire');
    if (body.kind !== 'access' && body.kind !== 'refresh') throw new ControlError("kind is 'access' or 'refresh'.");
    simulation.expireToken(text(body, 'shop'), body.kind);
    return {};
  }
  if (at === 'POST /_control/tokens/revoke') {
    only(body, ['shop'], 'tokens/revoke');
    simulation.revoke(text(body, 'shop'));
    return {};
  }
  if (at === 'POST /_control/clock') {
    only(body, ['skewMs', 'advanceMs'], 'clock');
    if (body.skewMs !== undefined) clock.skewMs = Number(body.skewMs);
    if (body.advanceMs !== undefined) clock.advance(Number(body.advanceMs));
    host.timers.run();
    await host.deliveries.settled();
    return { now: clock.now() };
  }
  if (at === 'POST /_control/webhooks/replay') {
    only(body, ['delivery', 'times', 'flipByte'], 'webhooks/replay');
    return { sent: await host.deliveries.replay(Number(body.delivery), Number(body.times ?? 1), body.flipByte === undefined ? null : Number(body.flipByte)) };
  }
  if (at === 'POST /_control/reset') {
    only(body, ['shop'], 'reset');
    simulation.reset(optional(body, 'shop') ?? null);
    if (!body.shop) {
      host.faults.clear();
      host.log.clear();
      host.deliveries.clear();
    }
    return {};
  }
  throw new ControlError(`No such call: ${at}. Known: ${calls.map((entry) => entry.call).join('; ')}.`);
}

function text(body: Body, field: string): string {
  const value = body[field];
  if (typeof value !== 'string' && typeof value !== 'number') throw new ControlError(`${field} is missing.`);
  return String(value);
}
const optional = (body: Body, field: string): string | undefined => (body[field] === undefined ? undefined : String(body[field]));
