import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttributeValue } from '../../../adapters/contract/index.js';
import { wish } from '../../listings/index.js';
import { openCredentials } from '../../shops/index.js';
import type { House } from '../house.js';
import type { DemoFederation } from './demo-federation.js';

/** `paste`: where the address of pushes is given in the marketplace's console, by a form or by JSON. `{address}`, and `{name}` of any credential, are filled in. */
interface DemoPaste { readonly path: string; readonly form?: Readonly<Record<string, string>>; readonly json?: Readonly<Record<string, string>> }
interface DemoMap { readonly paste?: DemoPaste; readonly map: readonly { readonly category: string; readonly leaf: string; readonly attributes?: Readonly<Record<string, readonly AttributeValue[]>>; readonly brand?: string | null }[] }
export interface PracticeShop { readonly marketplace: string; readonly shopId: string; readonly url: string }

/** Opens one shop on a practice marketplace, as a seller would, and connects it with the keys it gave. With `dir`, where the demo maps lie, pushes are led here too. */
export async function connectPractice(house: House, demo: DemoFederation, marketplace: string, url: string, dir: string | null = null): Promise<string> {
  const answer = await fetch(`${url}/_control/shops`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'Koperasi Bengawan' }) });
  if (!answer.ok) throw new Error(`The practice marketplace ${marketplace} opened no shop: ${answer.status} ${await answer.text()}`);
  const { credentials } = (await answer.json()) as { credentials: Record<string, unknown> };
  const adapter = house.connecting.adapter(marketplace);
  const connectionId = await house.connecting.connect({ cooperativeId: demo.cooperativeId, scope: demo.scope }, { marketplace, environment: 'practice', url, credentials, cooperativeId: demo.cooperativeId, settings: {} });
  const shop = await house.database.inScope(demo.scope, (tx) => tx.row<{ id: string }>('SELECT id FROM app.shop WHERE connection_id = $1', [connectionId]));
  await house.database.inScope(demo.scope, (tx) => tx.rows('UPDATE app.shop SET name = $2 WHERE id = $1', [shop?.id, `${adapter.short} Bengawan`]));
  if (dir !== null) await pastePractice(house, demo, { marketplace, connectionId, url, dir }, credentials);
  return shop?.id ?? '';
}

interface Connected { id: string; marketplace: string; base_url: string; sealed: string; expires_at: Date | null; ends_at: Date | null }

/** The practice marketplaces, or this house, stand at another address than when they met: kept addresses and consoles follow, and pushes are registered anew. `houseMoved`: it is this house. */
export async function followPractice(house: House, demo: Pick<DemoFederation, 'scope'>, urlOf: (marketplace: string) => string | null, dir: string, houseMoved: boolean): Promise<void> {
  const rows = await house.database.inScope(demo.scope, (tx) => tx.rows<Connected>(`SELECT id, marketplace, base_url, sealed, expires_at, ends_at FROM app.connection WHERE environment = 'practice' AND base_url IS NOT NULL ORDER BY id`));
  for (const { id, marketplace, base_url: before, ...row } of rows) {
    const url = urlOf(marketplace), adapter = house.marketplaces.find(marketplace);
    if (!url || !adapter || (url === before && !houseMoved)) continue;
    const known = openCredentials(house.sealer, id, row.sealed, adapter.credentials);
    const moved = Object.fromEntries(Object.entries(known).map(([name, value]: [string, unknown]) => [name, typeof value === 'string' && `${value}/`.startsWith(`${before}/`) ? url + value.slice(before.length) : value]));
    await house.database.inScope(demo.scope, async (tx) => {
      await tx.rows('UPDATE app.connection SET base_url = $2 WHERE id = $1', [id, url]);
      await house.connecting.replace(tx, id, { credentials: Object.assign(new adapter.credentials(), moved), expiresAt: row.expires_at?.getTime() ?? null, endsAt: row.ends_at?.getTime() ?? null, shops: [] });
      // What could not be read there until now is read at once.
      await tx.rows('UPDATE app.checkpoint SET next_at = app.now(), attempts = 0 WHERE shop_id IN (SELECT id FROM app.shop WHERE connection_id = $1)', [id]);
    });
    await pastePractice(house, demo, { marketplace, connectionId: id, url, dir }, moved);
  }
}

/** What a seller does where no call takes the address of pushes: types it into the console. */
async function pastePractice(house: House, demo: Pick<DemoFederation, 'scope'>, shop: { readonly marketplace: string; readonly connectionId: string; readonly url: string; readonly dir: string }, credentials: Readonly<Record<string, unknown>>): Promise<void> {
  const { paste } = await demoMap(shop.dir, shop.marketplace);
  const row = paste && await house.database.inScope(demo.scope, (tx) => tx.row<{ key: string }>('SELECT a.key FROM app.webhook_address a JOIN app.connection c ON c.webhook_address_id = a.id WHERE c.id = $1', [shop.connectionId]));
  if (!paste || !row) return;
  const known: Readonly<Record<string, unknown>> = { ...credentials, address: `${house.url}/api/webhooks/${shop.marketplace}/${row.key}` };
  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (_, name: string) => String(known[name] ?? ''));
  const fields = Object.fromEntries(Object.entries(paste.json ?? paste.form ?? {}).map(([name, value]) => [name, filled(value)]));
  const answer = await fetch(`${shop.url}${filled(paste.path)}`, { method: 'POST', redirect: 'manual', ...(paste.json ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) } : { body: new URLSearchParams(fields) }) });
  if (answer.status >= 400) throw new Error(`The practice marketplace ${shop.marketplace} took no address for its pushes: ${answer.status} ${await answer.text()}`);
}

const demoMap = async (dir: string, marketplace: string): Promise<DemoMap> => JSON.parse(await readFile(join(dir, marketplace, 'demo.json'), 'utf8')) as DemoMap;

/** The demo's category map, which lies beside the practice marketplace whose leaves it names. Categories are read from the shop first, as for any map. */
export async function mapPractice(house: House, demo: DemoFederation, marketplace: string, shopId: string, dir: string): Promise<void> {
  const { map } = await demoMap(dir, marketplace);
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
