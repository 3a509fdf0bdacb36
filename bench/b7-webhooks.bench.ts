import { fork } from 'node:child_process';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import type { Delivered, Round } from './lab/deliver-process.js';
import { chance } from './lab/fair.js';
import { exactly, median, percentile, raw, say, verdict } from './lab/report.js';
import { seedLive, settle } from './lab/seed.js';
import { built, openService, until } from './lab/service.js';
import { ear, pushing, PushingShop, signature, type Pushed } from './markets/pushing/index.js';

/** A smaller number after the bench's name on the command line tries it out: node dist/bench/b7-webhooks.bench.js 500. */
const orders = Number(process.argv[2] ?? 5_000), deliveries = Math.round(orders * 1.6), skus = 100, stock = orders, concurrency = 32, rounds = 3;
const random = chance(7);

const service = await openService();
const marketplace = fork(join(built, 'bench', 'lab', 'deliver-process.js'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
const bare = await openBare();
try {
  const names = Array.from({ length: rounds + 1 }, (_, round) => `b7-${round}`), ids = await service.connect('pushing', names);
  const variants = await seedLive(service, ids, skus, 'B7-', stock, ['stock']);
  const there = new Map(names.map((name) => [name, new Map<string, number>()]));
  for (const name of names) pushing.shops.set(name, new PushingShop((id) => `B7-${1 + (Number(id) % skus)}`));
  ear.set = (shop, side, batch) => { if (side === 'stock') for (const { sku, value } of batch) there.get(shop)?.set(sku, Number(value)); };
  await settle(service);
  const doors = (await service.sql.query<{ app: string; key: string }>(`SELECT app, key FROM app.webhook_address WHERE marketplace = 'pushing'`)).rows;
  const plans = names.map((name, round) => plan(round, `key-of-${name}`));

  // The first of each warms what runs and is not counted.
  const ours: number[] = [], theirs: number[] = [], slow: number[] = [], reading: number[] = [];
  for (const [round, name] of names.entries()) {
    const { sent, cancelled } = plans[round] ?? plan(round, '');
    const peer = await deliver(bare.url, sent);
    const mine = await deliver(`${service.house.url}/api/webhooks/pushing/${doors.find((door) => door.app === name)?.key ?? ''}`, sent);
    if (round > 0) {
      theirs.push(sent.length / peer.seconds);
      ours.push(sent.length / mine.seconds);
      slow.push(percentile(mine.ms, 0.99));
    }
    exactly(`round ${round}: refused by either`, peer.refused + mine.refused, 0);
    const readFrom = performance.now();
    await until('every push is read', async () => (await service.sql.query('SELECT 1 FROM app.webhook_receipt WHERE done_at IS NULL LIMIT 1')).rowCount === 0, 300_000, 100);
    reading.push((performance.now() - readFrom) / 1000);
    const { rows: [count] } = await service.sql.query<{ all: number; cancelled: number }>(`SELECT count(*)::int AS all, count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled FROM app.orders WHERE shop_id = $1`, [ids[round]]);
    exactly(`round ${round}: orders`, count?.all ?? 0, orders);
    exactly(`round ${round}: cancelled ones`, count?.cancelled ?? 0, cancelled);
  }
  await until('every stock is sent', async () => (await service.sql.query(`SELECT 1 FROM app.offer_side WHERE side = 'stock' AND wanted_rev > answered_rev LIMIT 1`)).rowCount === 0, 120_000, 100);
  const sold = new Map<string, number>();
  for (const { open } of plans) for (const [sku, n] of open) sold.set(sku, (sold.get(sku) ?? 0) + n);
  const { rows } = await service.sql.query<{ sku: string; free: number }>('SELECT v.sku, (l.on_hand - l.reserved)::int AS free FROM app.stock_level l JOIN app.variant v ON v.id = l.variant_id');
  exactly('levels that are exact', rows.filter(({ sku, free }) => free === stock - (sold.get(sku) ?? 0)).length, variants.length);
  exactly('numbers that are right in the shops', names.reduce((sum, name) => sum + rows.filter(({ sku, free }) => there.get(name)?.get(sku) === free).length, 0), variants.length * names.length);

  say(`  ${deliveries} deliveries of ${orders} orders, ${concurrency} at once, a tenth out of order`);
  raw('bare HTTP + HMAC + INSERT', theirs, 'acknowledged/s');
  raw('Serentak', ours, 'acknowledged/s');
  raw('Serentak, p99', slow, 'ms');
  raw('read to the end after the last acknowledgement', reading, 's');
  verdict('acknowledged over bare', median(ours.map((value, at) => value / (theirs[at] ?? 1))), { atLeast: 0.6 }, '×');
  verdict('acknowledgement, p99', Math.max(...slow), { atMost: 500 }, 'ms');
} finally {
  marketplace.kill();
  await bare.close();
  await service.stop();
}

async function deliver(url: string, sent: Round['deliveries']): Promise<Delivered> {
  marketplace.send({ url, concurrency, deliveries: sent } satisfies Round);
  const [done] = (await once(marketplace, 'message')) as [Delivered];
  return done;
}

/** Each order once; a part of them once more, cancelled; the rest of the deliveries are repeats. A tenth changes places with one up to 200 further on. */
function plan(round: number, secret: string): { sent: Round['deliveries']; cancelled: number; open: ReadonlyMap<string, number> } {
  const first = Array.from({ length: orders }, (_, n): Pushed => ({ id: String(1 + round * orders + n), seq: 1 }));
  const second = first.filter(() => random() < 0.3).map(({ id }): Pushed => ({ id, seq: 2 })).slice(0, deliveries - orders);
  const all = [...first, ...second];
  while (all.length < deliveries) all.push(first[Math.floor(random() * orders)] as Pushed);
  for (let at = 0; at < all.length; at += 1) {
    if (random() >= 0.1) continue;
    const with_ = Math.min(all.length - 1, at + Math.floor(random() * 200)), one = all[at] as Pushed;
    all[at] = all[with_] as Pushed;
    all[with_] = one;
  }
  const gone = new Set(second.map(({ id }) => id)), open = new Map<string, number>();
  for (const { id } of first) if (!gone.has(id)) { const sku = `B7-${1 + (Number(id) % skus)}`; open.set(sku, (open.get(sku) ?? 0) + 1); }
  const sent = all.map((news) => { const body = JSON.stringify(news); return { body, signature: signature(secret, body) }; });
  return { sent, cancelled: gone.size, open };
}

/** What acknowledging costs at least: read the body, check its signature, write one row of it, answer. */
async function openBare(): Promise<{ url: string; close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: Object.assign(new URL(service.database.superUrl), { pathname: '/serentak' }).href, max: 20 });
  pool.on('error', () => undefined);
  await pool.query('CREATE TABLE IF NOT EXISTS public.bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, dedupe text NOT NULL UNIQUE, remote_id text NOT NULL, taken_at timestamptz NOT NULL DEFAULT now())');
  const secrets = Array.from({ length: rounds + 1 }, (_, round) => `key-of-b7-${round}`);
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).once('end', () => {
      const body = Buffer.concat(parts), { id, seq } = JSON.parse(body.toString()) as Pushed;
      const right = createHmac('sha256', secrets[Math.floor((Number(id) - 1) / orders)] ?? '').update(body).digest('hex'), given = Buffer.from(String(request.headers['x-signature']));
      if (given.length !== right.length || !timingSafeEqual(given, Buffer.from(right))) return void response.writeHead(401).end();
      pool.query('INSERT INTO public.bare (dedupe, remote_id) VALUES ($1, $2) ON CONFLICT (dedupe) DO NOTHING', [`${id}.${seq}`, id]).then(() => response.writeHead(200).end(), () => response.writeHead(500).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: async () => { server.closeAllConnections(); server.close(); await pool.end(); } };
}
