/** `/_control`: JSON in, JSON out, no authentication (loopback). What is not known is refused, with the list of what is. */
import { decodedPart, jsonAnswer, type Answer, type Call } from '../call.js';
import type { Fault, Laid } from '../faults.js';
import { Fields } from '../fields.js';
import { parseLossless } from '../lossless.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { calls } from './calls.js';
import { showState } from './show-state.js';
import { readEdit, readMove, readOrder } from './wishes.js';

type Act = (sandbox: Sandbox, ask: { readonly id: string; readonly query: URLSearchParams; body(): unknown }) => unknown;

/** The query parameters of the calls that have any. */
const parameters: Readonly<Record<string, readonly string[]>> = { 'GET /state': ['shop'], 'GET /requests': ['after', 'shop'], 'GET /webhooks': ['shop'] };

const acts: readonly [method: string, path: RegExp, status: number, act: Act][] = [
  ['GET', /^$/, 200, (sandbox) => ({
    marketplace: sandbox.simulator.name, title: sandbox.simulator.title, ports: { api: Number(new URL(sandbox.url).port) }, url: sandbox.url,
    now: new Date(sandbox.clock.now()).toISOString(), settings: sandbox.showSettings(), calls,
  })],
  ['POST', /^\/shops$/, 201, (sandbox, { body }) => {
    const fields = new Fields(body(), ['name', 'app', 'grant']);
    return sandbox.practice.openShop({ name: fields.mustText('name'), app: fields.text('app'), grant: fields.text('grant') });
  }],
  ['GET', /^\/state$/, 200, (sandbox, { query }) => showState(sandbox, query.get('shop'))],
  ['GET', /^\/requests$/, 200, (sandbox, { query }) => {
    const after = query.get('after') ?? '0';
    if (!/^\d+$/.test(after)) throw new Refusal(400, 'after must be a whole number.');
    return { last: sandbox.log.last, requests: sandbox.log.read(Number(after), query.get('shop')) };
  }],
  ['POST', /^\/orders$/, 201, (sandbox, { body }) => sandbox.practice.placeOrder(readOrder(body()))],
  ['POST', /^\/orders\/([^/]+)\/moves$/, 200, (sandbox, { id, body }) => sandbox.practice.moveOrder(readMove(id, body()))],
  ['PATCH', /^\/listings\/([^/]+)$/, 200, (sandbox, { id, body }) => sandbox.practice.editListing(readEdit(id, body()))],
  ['GET', /^\/faults$/, 200, (sandbox) => ({ faults: sandbox.faults.list() })],
  ['POST', /^\/faults$/, 201, (sandbox, { body }) => sandbox.faults.lay(body(), (fault, match) => fits(sandbox, fault, match))],
  ['DELETE', /^\/faults$/, 200, (sandbox) => { sandbox.faults.clear(); return { faults: [] }; }],
  ['PATCH', /^\/settings$/, 200, (sandbox, { body }) => { sandbox.change(record(body())); return { settings: sandbox.showSettings() }; }],
  ['GET', /^\/settings$/, 200, (sandbox) => ({ settings: sandbox.showSettings() })],
  ['POST', /^\/tokens\/expire$/, 200, (sandbox, { body }) => {
    const fields = new Fields(body(), ['shop', 'kind']);
    const [shop, kind] = [fields.mustText('shop'), fields.oneOf('kind', ['access', 'refresh'])];
    sandbox.practice.expireToken(shop, kind);
    return { shop, kind };
  }],
  ['POST', /^\/tokens\/revoke$/, 200, (sandbox, { body }) => {
    const shop = new Fields(body(), ['shop']).mustText('shop');
    sandbox.practice.revoke(shop);
    return { shop };
  }],
  ['POST', /^\/clock$/, 200, async (sandbox, { body }) => {
    const fields = new Fields(body(), ['skewMs', 'advanceMs']);
    await sandbox.moveClock({ skewMs: fields.number('skewMs'), advanceMs: fields.whole('advanceMs') });
    return { now: new Date(sandbox.clock.now()).toISOString(), ...sandbox.clock.hands };
  }],
  ['POST', /^\/webhooks\/replay$/, 200, async (sandbox, { body }) => {
    const fields = new Fields(body(), ['delivery', 'times', 'flipByte']);
    const delivery = fields.mustText('delivery');
    return { delivery, attempts: await sandbox.pushes.replay(delivery, fields.has('times') ? fields.must('times', 1, 10_000) : 1, fields.whole('flipByte')) };
  }],
  ['GET', /^\/webhooks$/, 200, (sandbox, { query }) => ({ deliveries: sandbox.pushes.deliveries(query.get('shop') ?? undefined) })],
  ['POST', /^\/reset$/, 200, (sandbox, { body }) => {
    const shop = new Fields(body(), ['shop']).text('shop');
    sandbox.reset(shop);
    return { reset: shop ?? 'all' };
  }],
];

export async function controlDoor(sandbox: Sandbox, call: Call): Promise<Answer> {
  const path = call.path.slice('/_control'.length).replace(/\/$/, '');
  try {
    for (const [method, pattern, status, act] of acts) {
      const found = method === call.method ? pattern.exec(path) : null;
      if (!found) continue;
      only(call.query, parameters[`${method} ${path}`] ?? []);
      const made = await act(sandbox, { id: decodedPart(found[1] ?? ''), query: call.query, body: () => readBody(call) });
      return jsonAnswer(status, JSON.stringify(made));
    }
    throw new Refusal(404, `There is no ${call.method} ${call.path}.`, calls.map((one) => one.call));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return jsonAnswer(error.status, JSON.stringify({ error: error.message, ...(error.known ? { known: error.known } : {}) }));
  }
}

function readBody(call: Call): unknown {
  if (call.body.length === 0) return {};
  try {
    return parseLossless(call.body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
}

function record(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refusal(400, 'The body must be a JSON object.');
  const fields = body as Readonly<Record<string, unknown>>;
  return typeof fields.idsFrom === 'bigint' || typeof fields.idsFrom === 'number' ? { ...fields, idsFrom: String(fields.idsFrom) } : fields;
}

function only(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) if (!known.includes(name)) throw new Refusal(400, `Unknown parameter ${name}.`, known);
}

function fits(sandbox: Sandbox, fault: Fault, match: Laid['match']): void {
  const { simulator, practice } = sandbox;
  if (fault.kind === 'vendor-error' && !practice.vendorError(fault.code, null)) throw new Refusal(400, `${simulator.title} has no error code ${fault.code}.`);
  if (fault.kind !== 'partial') return;
  if (!simulator.isBatch) throw new Refusal(400, `${simulator.title} has no batches: nothing there can fail in part.`);
  if (match.path?.startsWith('/') && !match.path.includes('*') && match.path.split('/').length > 3 && !simulator.isBatch({ method: match.method ?? 'POST', path: match.path })) {
    throw new Refusal(400, `${match.path} takes no batch: it cannot fail in part.`);
  }
}
