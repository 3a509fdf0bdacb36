import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttributeValue } from '../../../adapters/contract/index.js';
import { wish } from '../../listings/index.js';
import type { House } from '../house.js';
import type { DemoFederation } from './demo-federation.js';

/** `paste`: the form of the marketplace's console that takes the address of pushes; `{address}` and `{a credential's name}` are filled in. */
interface DemoFile {
  readonly map: readonly { readonly category: string; readonly leaf: string; readonly attributes?: Readonly<Record<string, readonly AttributeValue[]>>; readonly brand?: string | null }[];
  readonly paste?: { readonly path: string; readonly form?: Readonly<Record<string, string>>; readonly json?: Readonly<Record<string, string>> };
}
export interface PracticeShop { readonly marketplace: string; readonly shopId: string; readonly url: string }

/** Opens one shop on a practice marketplace, as a seller would, connects it with the keys it gave, and (given the folder of the marketplaces' demo.json) tells it where to push, where no call does that. */
export async function connectPractice(house: House, demo: DemoFederation, marketplace: string, url: string, dir?: string): Promise<string> {
  const answer = await fetch(`${url}/_control/shops`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'Koperasi Bengawan' }) });
  if (!answer.ok) throw new Error(`The practice marketplace ${marketplace} opened no shop: ${answer.status} ${await answer.text()}`);
  const { credentials } = (await answer.json()) as { credentials: Record<string, unknown> };
  const adapter = house.connecting.adapter(marketplace);
  const connectionId = await house.connecting.connect({ cooperativeId: demo.cooperativeId, scope: demo.scope }, { marketplace, environment: 'practice', url, credentials, cooperativeId: demo.cooperativeId, settings: {} });
  const shop = await house.database.inScope(demo.scope, (tx) => tx.row<{ id: string }>('SELECT id FROM app.shop WHERE connection_id = $1', [connectionId]));
  await house.database.inScope(demo.scope, (tx) => tx.rows('UPDATE app.shop SET name = $2 WHERE id = $1', [shop?.id, `${adapter.short} Bengawan`]));
  if (dir !== undefined && adapter.webhooks && !adapter.webhooks.subscribe) await pasteAddress(house, demo, { marketplace, connectionId, url, credentials, dir });
  return shop?.id ?? '';
}

/** What a person does in the marketplace's console, with the address that the shop's settings show. */
async function pasteAddress(house: House, demo: DemoFederation, to: { marketplace: string; connectionId: string; url: string; credentials: Readonly<Record<string, unknown>>; dir: string }): Promise<void> {
  const { paste } = JSON.parse(await readFile(join(to.dir, to.marketplace, 'demo.json'), 'utf8')) as DemoFile;
  const row = await house.database.inScope(demo.scope, (tx) => tx.row<{ key: string }>('SELECT a.key FROM app.webhook_address a JOIN app.connection c ON c.webhook_address_id = a.id WHERE c.id = $1', [to.connectionId]));
  if (!paste || !row) return;
  const known: Readonly<Record<string, unknown>> = { ...to.credentials, address: `${house.url}/api/webhooks/${to.marketplace}/${row.key}` };
  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (_, name: string) => String(known[name] ?? ''));
  const fields = Object.fromEntries(Object.entries(paste.form ?? paste.json ?? {}).map(([name, text]) => [name, filled(text)]));
  const answer = await fetch(`${to.url}${filled(paste.path)}`, { method: 'POST', ...(paste.json ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) } : { body: new URLSearchParams(fields) }) });
  if (!answer.ok) throw new Error(`The practice marketplace ${to.marketplace} took no address for its pushes: ${answer.status} ${await answer.text()}`);
}

/** The demo's category map, which lies beside the practice marketplace whose leaves it names. Categories are read from the shop first, as for any map. */
export async function mapPractice(house: House, demo: DemoFederation, marketplace: string, shopId: string, dir: string): Promise<void> {
  const { map } = JSON.parse(await readFile(join(dir, marketplace, 'demo.json'), 'utf8')) as DemoFile;
  await house.database.inScope(demo.scope, async (tx) => {
    const scopeKey = house.marketplaces.categoryScope({ id: shopId, country: 'ID', marketplace });
    for (const entry of map) await tx.rows(
      `INSERT INTO app.category_map (cooperative_id, category_id, marketplace, scope_key, remote_id, attributes, brand) SELECT $1, c.id, $3, $4, $5, $6, $7 FROM app.category c WHERE lower(c.path) = lower($2) AND c.cooperative_id = $1 ON CONFLICT DO NOTHING`,
      [demo.cooperativeId, entry.category, marketplace, scopeKey, entry.leaf, JSON.stringify(entry.attributes ?? {}), entry.brand ?? null]);
  });
}

export interface Behind { readonly shop: string; readonly answered: number; readonly all: number }

/** Every product wanted live in every shop; resolves when each wish is answered, or after `patienceMs` with the shops that are behind (their marketplace's allowance is small). Told how many are answered. */
export async function publishAll(house: House, demo: DemoFederation, shopIds: readonly string[], report: (done: number, all: number) => void, patienceMs: number): Promise<readonly Behind[]> {
  const { database, hints } = house;
  await database.inScope(demo.scope, async (tx) => {
    const products = await tx.rows<{ id: string }>('SELECT id FROM app.product WHERE archived_at IS NULL ORDER BY id');
    await wish(tx, { cooperativeId: demo.cooperativeId, userId: null, productIds: products.map((row) => row.id), shopIds, wanted: 'live', filter: {} });
    hints.after(tx, 'publish-listings', shopIds);
  });
  const startedAt = database.clock.monotonic();
  for (;;) {
    const rows = await database.inScope(demo.scope, (tx) => tx.rows<Behind>(
      `SELECT s.name AS shop, count(*)::int AS all, count(*) FILTER (WHERE l.answered_rev >= l.wanted_rev AND l.state NOT IN ('queued', 'review'))::int AS answered FROM app.listing l JOIN app.shop s ON s.id = l.shop_id WHERE l.shop_id = ANY ($1::bigint[]) GROUP BY s.id ORDER BY s.id`, [shopIds]));
    const sum = (of: 'all' | 'answered'): number => rows.reduce((total, row) => total + row[of], 0);
    report(sum('answered'), sum('all'));
    const behind = rows.filter((row) => row.answered < row.all);
    if (behind.length === 0 || database.clock.monotonic() - startedAt > patienceMs) return behind;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
