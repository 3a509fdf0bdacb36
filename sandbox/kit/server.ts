/** The HTTP server of one sandbox: reads a call whole, lets it through limits and faults to the vendor's API, logs it; leads `/_…` to the doors. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Call } from './call.js';
import { controlDoor } from './control/door.js';
import type { Laid } from './faults.js';
import { pages } from './pages/pages.js';
import { playFault } from './play-fault.js';
import type { Entry } from './request-log.js';
import type { Sandbox } from './sandbox.js';

const mostBytes = 96 * 1024 * 1024;
const writes = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export function serve(sandbox: Sandbox): Server {
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0 }, (incoming, out) => {
    incoming.on('error', () => undefined);
    out.on('error', () => undefined);
    read(incoming).then((call) => answer(sandbox, call, out)).catch((error: unknown) => {
      if (out.headersSent) { out.destroy(); return; }
      send(sandbox, out, { status: 500, body: `The practice marketplace failed: ${error instanceof Error ? error.stack : String(error)}\n`, headers: { 'content-type': 'text/plain' } });
    });
  });
  return server;
}

async function answer(sandbox: Sandbox, call: Call, out: ServerResponse): Promise<void> {
  if (call.path.startsWith('/_')) {
    const door = loopback(call) ? call.path.startsWith('/_control') ? await controlDoor(sandbox, call) : pages(sandbox, call)
      : { status: 403, body: 'Only from this machine.\n' };
    sandbox.store.commit();
    send(sandbox, out, door);
    return;
  }
  const began = performance.now();
  const shop = sandbox.practice.shopOf(call);
  const entry = sandbox.log.open(call, shop);
  try {
    const held = sandbox.latency();
    if (held >= 1) await sleep(held, undefined, { ref: false });
    await vendorCall(sandbox, call, shop, entry, out);
  } finally {
    entry.ms = Math.round((performance.now() - began) * 10) / 10;
  }
}

async function vendorCall(sandbox: Sandbox, call: Call, shop: string | null, entry: Entry, out: ServerResponse): Promise<void> {
  const wait = shop === null ? 0 : sandbox.limits.take(shop);
  if (wait > 0) {
    finish(sandbox, entry, out, sandbox.practice.rateLimited(call, Math.ceil(wait / 1000)));
    return;
  }
  const struck = sandbox.faults.strike(call, shop, sandbox.simulator.isBatch?.(call) ?? false);
  if (!struck) {
    finish(sandbox, entry, out, await handle(sandbox, call));
    return;
  }
  entry.fault = `${struck.fault.kind} ${struck.when} (${struck.id})`;
  const made = await instead(sandbox, call, struck, out);
  if (made === null) return; // the caller has left
  if (struck.when === 'after' && struck.fault.kind === 'hang') await sleep(struck.fault.ms, undefined, { ref: false });
  note(entry, made);
  entry.status = await playFault(struck.fault, made, out, (sent) => send(sandbox, out, sent));
}

/** The answer that a fault then plays with: the real one where the call may have its effect, the vendor's own kind of trouble where not. */
async function instead(sandbox: Sandbox, call: Call, { fault, when }: Laid, out: ServerResponse): Promise<Answer | null> {
  if (fault.kind === 'vendor-error') return sandbox.practice.vendorError(fault.code, call) ?? sandbox.practice.serverError(call);
  if (fault.kind === 'rate-limit') return sandbox.practice.rateLimited(call, fault.retryAfter);
  if (fault.kind === 'partial') return handle(sandbox, { ...call, partial: { fail: fault.fail } });
  if (fault.kind === 'hang' && when === 'before') {
    await sleep(fault.ms, undefined, { ref: false });
    return out.destroyed ? null : handle(sandbox, call);
  }
  return when === 'after' || !writes.has(call.method) ? handle(sandbox, call) : sandbox.practice.serverError(call);
}

async function handle(sandbox: Sandbox, call: Call): Promise<Answer> {
  const made = await sandbox.practice.handle(call);
  sandbox.store.commit();
  return made;
}

function finish(sandbox: Sandbox, entry: Entry, out: ServerResponse, made: Answer): void {
  note(entry, made);
  send(sandbox, out, made);
}

function note(entry: Entry, made: Answer): void {
  entry.status = made.status;
  entry.effect = made.effect ?? 'none';
  entry.subject = made.subject ?? null;
}

function send(sandbox: Sandbox, out: ServerResponse, made: Answer): void {
  const body = typeof made.body === 'string' ? Buffer.from(made.body) : made.body;
  out.writeHead(made.status, { date: new Date(sandbox.clock.now()).toUTCString(), ...made.headers as Record<string, string>, 'content-length': body.length });
  out.end(body);
}

async function read(incoming: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`more than ${mostBytes} bytes in one call`);
    chunks.push(chunk);
  }
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return {
    method: incoming.method ?? 'GET', path: mark < 0 ? target : target.slice(0, mark), rawQuery, query: new URLSearchParams(rawQuery), headers,
    body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks), origin: `http://${headers.host ?? '127.0.0.1'}`,
  };
}

/** Pages of other origins must not reach the doors, by name or by form. */
function loopback(call: Call): boolean {
  const host = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
  const origin = call.headers.origin;
  return host.test(call.headers.host ?? '') && (origin === undefined || origin === call.origin || call.method === 'GET');
}
