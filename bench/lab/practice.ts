import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { foundDemo, type DemoFederation } from '../../src/apps/demo/demo-federation.js';
import { connectPractice, mapPractice } from '../../src/apps/demo/demo-shops.js';
import { say } from './report.js';
import { built, openService, until, type Service, type ServiceOptions } from './service.js';

export interface Call { readonly n: number; readonly at: number; readonly shop: string | null; readonly method: string; readonly path: string; readonly body: string | null; readonly status: number; readonly effect: string; readonly subject: string | null }
export interface PracticeShop { readonly marketplace: string; readonly shopId: string; readonly url: string; readonly rate: number }
export interface Practised extends Service {
  readonly demo: DemoFederation;
  readonly shops: readonly PracticeShop[];
  /** Where the `plain` marketplace answers. */
  readonly plainUrl: string;
  control(shop: PracticeShop, method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Calls that reached the marketplace after number `after`, in order. */
  calls(shop: PracticeShop, after: number): Promise<Call[]>;
  last(shop: PracticeShop): Promise<number>;
  /** Nothing of these shops is due any more. */
  quiet(patienceMs: number): Promise<void>;
}

/** Calls a second that the issue gives each marketplace; a burst is one second's worth. */
const rates: Readonly<Record<string, number>> = { shopee: 10, woocommerce: 20 };

/** The service with one practice shop on each marketplace, under a demo federation. `times` multiplies the rates, at the marketplace and in our own limits alike. */
export async function openPractised(options: ServiceOptions & { readonly times: number; readonly latencyMs: number }): Promise<Practised> {
  const wanted = Object.keys(rates).filter((name) => existsSync(join(built, 'sandbox', name, 'index.js')) && existsSync(join(built, 'adapters', name, 'index.js')));
  const child = fork(join(built, 'bench', 'lab', 'practice-process.js'), wanted, { execArgv: [], env: { PATH: '/usr/bin:/bin', NODE_ENV: 'test' } });
  const urls = await new Promise<Readonly<Record<string, string>>>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Readonly<Record<string, string>>));
    child.once('exit', (code) => reject(new Error(`The practice marketplaces did not start (${code}).`)));
  });
  const service = await openService({ ...options, adapters: true, practiceUrl: (name) => urls[name] ?? 'http://127.0.0.1:9' });
  const stop = async (): Promise<void> => { await service.stop(); child.disconnect(); };
  try {
    const demo = await foundDemo(service.house);
    const shops: PracticeShop[] = [];
    for (const marketplace of wanted) {
      const url = urls[marketplace] ?? '', rate = (rates[marketplace] ?? 10) * options.times;
      const shopId = await connectPractice(service.house, demo, marketplace, url);
      shops.push({ marketplace, shopId, url, rate });
    }
    await setRates({ ...service, shops }, 1);
    say(`  shops: ${shops.map((shop) => `${shop.marketplace} ${shop.rate} calls/s`).join(', ')}, latency ${options.latencyMs} ms`);
    const control = async (shop: PracticeShop, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
      const answer = await fetch(`${shop.url}/_control${path}`, { method, headers: { 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as Record<string, unknown>;
    };
    const calls = async (shop: PracticeShop, after: number): Promise<Call[]> =>
      ((await control(shop, 'GET', `/requests?after=${after}`)).requests as (Omit<Call, 'at'> & { at: string })[]).map((call) => ({ ...call, at: Date.parse(call.at) }));
    const last = async (shop: PracticeShop): Promise<number> => Number((await control(shop, 'GET', `/requests?after=999999999`)).last);
    const quiet = (patienceMs: number): Promise<void> => until('nothing due', async () => {
      const { rows } = await service.sql.query<{ n: number }>(
        `SELECT (SELECT count(*) FROM app.listing WHERE wanted_rev > answered_rev OR ticket IS NOT NULL)::int + (SELECT count(*) FROM app.offer_side WHERE wanted_rev > answered_rev AND reason IS NULL)::int AS n`);
      return rows[0]?.n === 0;
    }, patienceMs, 100);
    return { ...service, demo, shops, plainUrl: urls.plain ?? '', control, calls, last, quiet, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Our own limits: the marketplace's rate times `share`, or none. N calls a second with a burst of as many are twice N in the first second and N in each after it;
 * 2 % of the burst are left for the difference of two processes' clocks.
 */
export async function setRates({ sql, shops }: Pick<Practised, 'sql' | 'shops'>, share: number | null): Promise<void> {
  for (const shop of shops) await sql.query('UPDATE app.shop SET limits = $2 WHERE id = $1', [shop.shopId, JSON.stringify(share === null ? [] : [{ ops: 'all', per: 'shop', calls: shop.rate * share * 1.98, everyMs: 1_000, burst: shop.rate * share * 0.98 }])]);
}

/** Latency and rates as the bench wants them: set once preparation is over. `rate` null: no limit. */
export async function setPace(practised: Practised, latencyMs: number, limited: boolean): Promise<void> {
  for (const shop of practised.shops) await practised.control(shop, 'PATCH', '/settings', { latencyMs, callsPerSecond: limited ? shop.rate : null });
}

/** Wishes these products live in all shops and waits until each is; throws when one is not. */
export async function publish(practised: Practised, productIds: readonly string[], patienceMs: number): Promise<void> {
  const { wish } = await import('../../src/listings/index.js');
  const shopIds = practised.shops.map((shop) => shop.shopId);
  await practised.house.database.inScope(practised.demo.scope, async (tx) => {
    await wish(tx, { cooperativeId: practised.demo.cooperativeId, userId: null, productIds, shopIds, wanted: 'live', filter: {} });
    practised.house.hints.after(tx, 'publish-listings', shopIds);
  });
  await practised.quiet(patienceMs);
  const { rows } = await practised.sql.query<{ shop_id: string; issues: unknown }>(`SELECT shop_id, issues FROM app.listing WHERE product_id = ANY ($1::bigint[]) AND state <> 'live' LIMIT 3`, [productIds]);
  if (rows.length > 0) throw new Error(`Not every listing is live: ${JSON.stringify(rows)}`);
}

export const mapCategories = async (practised: Practised): Promise<void> => {
  for (const shop of practised.shops) await mapPractice(practised.house, practised.demo, shop.marketplace, shop.shopId, join(built, 'sandbox'));
};
