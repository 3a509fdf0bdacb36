import pg from 'pg';
import sharp from 'sharp';
import { join } from 'node:path';
import { createUser } from '../../src/access/index.js';
import { noScope, type Role, type Scope, type Tx } from '../../src/kernel/index.js';
import { root, serve, signIn, type Client, type TestHouse } from '../house/serve.js';
import { ToyMarket } from '../toy/toy-market.js';

export const roles = ['administrator', 'manager', 'operator', 'viewer'] as const;
const password = 'cukup-panjang-1';

/** One co-op of a federation with a row of every kind. Every text of its own holds `mark`, every id of its own begins with its number: what leaks is seen wherever it stands. */
export interface Node {
  readonly key: string; readonly number: number; readonly mark: string; readonly cooperative: string; readonly parent: string | null; readonly scope: Scope; readonly person: Readonly<Record<Role, () => Promise<Client>>>; readonly emails: Readonly<Record<Role, string>>;
  /** Ids (and other handles) by what they name: product, order, shop, sku, sha … */
  readonly ids: Readonly<Record<string, string>>;
}
export interface Federations {
  readonly at: TestHouse; readonly market: ToyMarket; readonly owner: pg.Client;
  /** A stranger's parent and unit; the victims' parent and its two units. */
  readonly nodes: { readonly B0: Node; readonly B1: Node; readonly A0: Node; readonly A1: Node; readonly A2: Node };
  /** Two digits per table, the middle of each id. */
  readonly tables: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

export async function openFederations(): Promise<Federations> {
  const held: { at?: TestHouse } = {};
  const market = new ToyMarket(() => held.at?.clock.now() ?? Date.now());
  await market.start();
  const at = (held.at = await serve({ roles: 'api', sweeping: false, adapterDirs: [join(root, 'test', 'toy', 'adapters')], practiceUrl: () => market.url }));
  const owner = new pg.Client({ connectionString: at.database.ownerUrl });
  await owner.connect();
  const sequences = (await owner.query<{ name: string; sequence: string }>(
    `SELECT c.relname AS name, pg_get_serial_sequence('app.' || c.relname, a.attname) AS sequence FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> '' WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`)).rows;
  const tables = new Map(sequences.map(({ name }, index) => [name, String(index + 10)]));
  const begin = async (number: number): Promise<void> => {
    for (const { name, sequence } of sequences) await owner.query(`SELECT setval($1, $2)`, [sequence, `7${number}${tables.get(name)}0000100`]);
  };
  const raise = async (key: string, number: number, parent: Node | null, above: readonly Node[]): Promise<Node> => {
    await begin(number);
    const mark = `rhs${key}`, database = at.house.database;
    const cooperative = (await database.inScope(parent?.scope ?? noScope, (tx) => (parent ? tx.row<{ id: string }>(`INSERT INTO app.cooperative (parent_id, code, name) VALUES ($1, $2, $3) RETURNING id`, [parent.cooperative, key, `${mark}-coop`]) : tx.row<{ id: string }>(`SELECT app.found_federation($1, $2) AS id`, [`${mark}-coop`, key]))))?.id ?? '';
    const scope: Scope = { ids: [cooperative], above: above.map((node) => node.cooperative) };
    const emails = Object.fromEntries(roles.map((role) => [role, `${mark}-user-${role}@uji.example`.toLowerCase()])) as Record<Role, string>;
    await database.inScope(scope, async (tx) => { for (const role of roles) await createUser(tx, { cooperativeId: cooperative, email: emails[role], name: `${mark}-user ${role}`, role, password }); });
    const clients = new Map<Role, Promise<Client>>();
    const person = Object.fromEntries(roles.map((role) => [role, () => clients.get(role) ?? (clients.set(role, signIn(at.url, { email: emails[role], password })).get(role) as Promise<Client>)])) as Node['person'];
    const ids = await furnish(at, market, { key, mark, number, cooperative, scope, manager: await person.manager() }, above[0] ?? null);
    return { key, number, mark, cooperative, parent: parent?.cooperative ?? null, scope, person, emails, ids };
  };
  const close = async (): Promise<void> => { await owner.end(); await at.stop(); await market.stop(); };
  try {
    const B0 = await raise('B0', 8, null, []), B1 = await raise('B1', 9, B0, [B0]);
    const A0 = await raise('A0', 1, null, []), A1 = await raise('A1', 2, A0, [A0]), A2 = await raise('A2', 3, A0, [A0]);
    await at.house.keeper.once();
    await begin(7); // what is made from now on is nobody's
    return { at, market, owner, tables, nodes: { B0, B1, A0, A1, A2 }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Raising { key: string; mark: string; number: number; cooperative: string; scope: Scope; manager: Client }

/** Rows of every kind. A new table gets its row here (`spec: every table holds a row of the victim`), and its handle, if a route takes one. */
async function furnish(at: TestHouse, market: ToyMarket, by: Raising, parent: Node | null): Promise<Record<string, string>> {
  const { mark, cooperative, manager } = by, ids: Record<string, string> = { cooperative, mark, sku: `${mark}-SKU`, code: `${mark}-CODE`, none: '999999999999' };
  const made = async (what: string, reply: { status: number; body: unknown }): Promise<Record<string, never>> => {
    if (reply.status >= 300) throw new Error(`${by.key}: ${what} was not made: ${JSON.stringify(reply.body)}`);
    return reply.body as Record<string, never>;
  };
  for (const [handle, name] of [['', `${mark}-remote`], ['spare', `${mark}-spare`]] as const) {
    market.open(name);
    const { id, shops } = (await made('connection', await manager.send('POST', '/api/connections', { marketplace: 'toy', environment: 'practice', credentials: { shop_id: name, token: `${mark}-token` } }))) as unknown as { id: string; shops: { id: string }[] };
    Object.assign(ids, { [`${handle}connection`]: id, [`${handle}shop`]: shops[0]?.id ?? '', [`${handle}remoteShop`]: name });
  }
  const picture = await sharp({ create: { width: 400, height: 400, channels: 3, background: { r: by.number * 20, g: 90, b: 130 } } }).jpeg().toBuffer();
  ids.category = String((await made('category', await manager.send('POST', '/api/categories', { path: `${mark}-category > ${mark}-category-leaf` }))).id);
  const product = async (code: string): Promise<Record<string, string>> => {
    const body = (await made('product', await manager.send('POST', '/api/products', { code, title: `${mark}-product`, description: `${mark}-text`, brand: `${mark}-brand`, categoryId: ids.category, variants: [{ sku: code.replace('CODE', 'SKU'), price: 10_000, grams: 100, stock: 20, barcode: null }] }))) as unknown as { id: string; variants: { id: string }[] };
    return { product: body.id, variant: body.variants[0]?.id ?? '' };
  };
  Object.assign(ids, await product(`${mark}-CODE`));
  const spare = await product('SAMA'); // every co-op has one of that code and SKU
  Object.assign(ids, { spareProduct: spare.product ?? '', spareVariant: spare.variant ?? '', thirdProduct: (await product(`${mark}-CODE-3`)).product ?? '' });
  const photo = await made('photo', await manager.send('POST', `/api/products/${ids.product}/photos`, new Uint8Array(picture), { 'content-type': 'image/jpeg' }));
  Object.assign(ids, { photo: String(photo.id), sha: String(photo.sha256) });
  await made('photo file', await manager.send('PUT', `/api/photo-files/${mark}-file.jpg`, new Uint8Array(picture), { 'content-type': 'image/jpeg' }));
  ids.member = String((await made('member', await manager.send('POST', '/api/members', { cooperativeId: cooperative, name: `${mark}-member` }))).id);
  ids.key = String((await made('key', await manager.send('POST', '/api/keys', { name: `${mark}-key`, permissions: ['read'] }))).id);
  ids.edit = String((await made('edit', await manager.send('POST', '/api/edits', { name: `${mark}-edit`, field: 'price', change: { how: 'add', value: 1 }, products: { ids: [ids.spareProduct] } }))).id);
  ids.sale = String((await made('sale', await manager.send('POST', '/api/scheduled-prices', { name: `${mark}-sale`, from: '2029-01-01', to: '2029-01-02', prices: [{ variantId: ids.spareVariant, price: 9_500 }], confirm: true }))).id);
  await at.house.database.inScope(by.scope, async (tx) => {
    ids.otherUser = await createUser(tx, { cooperativeId: cooperative, email: `${mark}-user-other@uji.example`.toLowerCase(), name: `${mark}-user other`, role: 'viewer', password });
    ids.user = await createUser(tx, { cooperativeId: cooperative, email: `${mark}-user-more@uji.example`.toLowerCase(), name: `${mark}-user more`, role: 'viewer', password });
    await tx.rows(`UPDATE app.shop SET name = $2 WHERE cooperative_id = $1`, [cooperative, `${mark}-shop`]);
    for (const [handle, sql, params] of rowsOf(mark)) {
      const row = await tx.row<{ id?: string }>(sql, params(ids)).catch((error: unknown) => { throw new Error(`${by.key}: ${handle}: ${(error as Error).message}`); });
      if (row?.id !== undefined) ids[handle] = row.id;
    }
  });
  // What a unit sells in its parent's shop: the unit's as owner, in rows of the parent.
  if (parent) await at.house.database.inScope({ ids: [...by.scope.ids, parent.cooperative] }, (tx) => inParentsShop(tx, ids, mark, parent));
  return ids;
}

type Insert = readonly [handle: string, sql: string, params: (ids: Record<string, string>) => unknown[]];
function rowsOf(mark: string): readonly Insert[] {
  return [
    ['session', `INSERT INTO app.session (token_hash, user_id, cooperative_id, expires_at) VALUES (sha256(convert_to($3, 'UTF8')), $1, $2, app.now() + interval '1 day') RETURNING id`, (i) => [i.user, i.cooperative, `${mark}-one`]],
    ['otherSession', `INSERT INTO app.session (token_hash, user_id, cooperative_id, expires_at) VALUES (sha256(convert_to($3, 'UTF8')), $1, $2, app.now() + interval '1 day') RETURNING id`, (i) => [i.otherUser, i.cooperative, `${mark}-two`]],
    ['mention', `INSERT INTO app.photo_mention (cooperative_id, product_id, name, position, named_by) VALUES ($1, $2, $3, 0, $1)`, (i) => [i.cooperative, i.product, `${mark}-missing.jpg`]],
    ['unused file', `INSERT INTO app.photo_file (cooperative_id, name, sha256, width, height, bytes, format) VALUES ($1, $2, repeat('ab', 32), 1, 1, 1, 'jpeg')`, (i) => [i.cooperative, `${mark}-unused.jpg`]],
    ['photoArchive', `INSERT INTO app.photo_archive (cooperative_id, name, state) VALUES ($1, $2, 'done') RETURNING id`, (i) => [i.cooperative, `${mark}-photos.zip`]],
    ['archive file', `INSERT INTO app.photo_archive_file (archive_id, position, cooperative_id, name, outcome) VALUES ($1, 1, $2, $3, 'unused')`, (i) => [i.photoArchive, i.cooperative, `${mark}-in-zip.jpg`]],
    ['second step', `INSERT INTO app.two_step (user_id, cooperative_id, sealed, last_step) VALUES ($1, $2, $3, 0)`, (i) => [i.user, i.cooperative, `${mark}-sealed`]],
    ['recovery', `INSERT INTO app.recovery_code (user_id, cooperative_id, code_hash) VALUES ($1, $2, '\\x01')`, (i) => [i.user, i.cooperative]],
    ['invitation', `INSERT INTO app.invitation (cooperative_id, email, role, token_hash, expires_at) VALUES ($1, $2, 'viewer', sha256(convert_to($2, 'UTF8')), app.now() + interval '1 day') RETURNING id`, (i) => [i.cooperative, `${mark}-guest@uji.example`.toLowerCase()]],
    ['remote category', `INSERT INTO app.remote_category (marketplace, scope_key, remote_id, name, leaf, rules, rules_at, expires_at) VALUES ('toy', '', 'toys', 'Mainan', true, $1, app.now(), app.now() + interval '1 day') ON CONFLICT DO NOTHING`,
      () => [JSON.stringify({ title: { min: 3, max: 120, countedIn: 'code-points' }, description: { min: 0, max: 5000, countedIn: 'code-points' }, descriptionFormat: 'plain', photos: { min: 0, max: 9, minPx: 100, maxBytes: 2_000_000, formats: ['jpeg'], square: 'free' }, price: { min: '1', max: '1000000000', spread: 20 }, stock: { min: 0, max: 999_999 }, weight: { required: true }, size: { required: false }, variants: { axes: 3, max: 50, axisName: { min: 1, max: 40, countedIn: 'code-points' }, value: { min: 1, max: 60, countedIn: 'code-points' } }, sku: { min: 1, max: 60, countedIn: 'code-points' }, brand: { required: false, none: null }, attributes: [{ id: 'colour', name: 'Warna', required: false, kind: 'option', multiple: false, custom: false, values: [{ id: 'c1', name: 'Hitam' }], units: [] }] })]],
    ['categoryMap', `INSERT INTO app.category_map (cooperative_id, category_id, marketplace, scope_key, remote_id) VALUES ($1, $2, 'toy', '', 'toys') RETURNING id`, (i) => [i.cooperative, i.category]],
    ['product map', `INSERT INTO app.product_map (product_id, cooperative_id, marketplace, scope_key, remote_id) VALUES ($1, $2, 'toy', '', 'toys')`, (i) => [i.product, i.cooperative]],
    ['attribute value', `INSERT INTO app.attribute_value (cooperative_id, level, subject, marketplace, scope_key, attribute_id, given) VALUES ($1, 'product', $2, 'toy', '', 'colour', '[{"id": "c1"}]')`, (i) => [i.cooperative, i.product]],
    ['override', `INSERT INTO app.listing_override (cooperative_id, owner_id, shop_id, product_id, field, given) VALUES ($1, $1, $2, $3, 'description', to_jsonb($4::text)), ($1, $1, $2, $5, 'title', '"ab"')`, (i) => [i.cooperative, i.shop, i.product, `${mark}-here`, i.thirdProduct]],
    ['template', `INSERT INTO app.description_template (cooperative_id, marketplace, body) VALUES ($1, 'toy', $2)`, (i) => [i.cooperative, `${mark}-template`]],
    ['valueMap', `INSERT INTO app.value_map (cooperative_id, marketplace, scope_key, attribute_id, ours, remote_id) VALUES ($1, 'toy', '', 'colour', $2, 'c1') RETURNING id`, (i) => [i.cooperative, `${mark}-word`]],
    ['fee', `INSERT INTO app.fee (cooperative_id, marketplace, kind, percent, valid_from, source, read_on) VALUES ($1, 'toy', 'commission', 5, '2026-01-01', $2, '2026-01-01') RETURNING id`, (i) => [i.cooperative, `${mark}-source`]],
    ['price rule', `INSERT INTO app.price_rule (cooperative_id, shop_id, category_id, rule) VALUES ($1, $2, $3, '{"percent": 7, "fixed": 0, "roundTo": 1}') RETURNING id`, (i) => [i.cooperative, i.shop, i.category]],
    ['listing', `INSERT INTO app.listing (cooperative_id, owner_id, shop_id, product_id, remote_code, remote_item_id, state, answered_rev, live_rev, offers_open) VALUES ($1, $1, $2, $3, $4, $5, 'live', 1, 1, true) RETURNING id`, (i) => [i.cooperative, i.shop, i.product, i.code, `${mark}-item`]],
    ['offer', `INSERT INTO app.offer (cooperative_id, owner_id, listing_id, shop_id, variant_id, remote_sku, remote_item_id, remote_variant_id) VALUES ($1, $1, $2, $3, $4, $5, $6, $7) RETURNING id`, (i) => [i.cooperative, i.listing, i.shop, i.variant, i.sku, `${mark}-item`, `${mark}-rv`]],
    ['sides', `INSERT INTO app.offer_side (offer_id, side, shop_id, listing_id, cooperative_id, owner_id, answered_rev, sent_value, last_value) SELECT $1, s, $2, $3, $4, $4, 1, 10000, 10000 FROM unnest(ARRAY['stock', 'price']) s`, (i) => [i.offer, i.shop, i.listing, i.cooperative]],
    ['order', `INSERT INTO app.orders (cooperative_id, shop_id, remote_id, group_id, number, status, raw_status, currency, total, placed_at, changed_at, read_at) VALUES ($1, $2, $3, $3, $3, 'to-ship', 'x', 'IDR', 10000, app.now(), app.now(), app.now()) RETURNING id`, (i) => [i.cooperative, i.shop, `${mark}-order`]],
    ['line', `INSERT INTO app.order_line (cooperative_id, owner_id, order_id, shop_id, remote_line_id, remote_item_id, remote_variant_id, sku, title, variant_id, quantity, unit_paid) VALUES ($1, $1, $2, $3, '1', $4, $5, $6, $7, $8, 1, 10000) RETURNING id`, (i) => [i.cooperative, i.order, i.shop, `${mark}-item`, `${mark}-rv`, i.sku, `${mark}-line`, i.variant]],
    ['openLine', `INSERT INTO app.order_line (cooperative_id, owner_id, order_id, shop_id, remote_line_id, remote_item_id, remote_variant_id, sku, title, quantity, unit_paid) VALUES ($1, $1, $2, $3, '2', 'x', 'x', $4, $5, 1, 10000) RETURNING id`, (i) => [i.cooperative, i.order, i.shop, `${mark}-unknown`, `${mark}-line`]],
    ['reservation', `INSERT INTO app.reservation (cooperative_id, owner_id, order_line_id, shop_id, variant_id, quantity, state) VALUES ($1, $1, $2, $3, $4, 1, 'held') RETURNING id`, (i) => [i.cooperative, i.line, i.shop, i.variant]],
    ['receipt', `INSERT INTO app.webhook_receipt (cooperative_id, shop_id, dedupe, kind, remote_id) VALUES ($1, $2, $3, 'order', $3) RETURNING id`, (i) => [i.cooperative, i.shop, `${mark}-order`]],
    ['rhythm', `INSERT INTO app.push_rhythm (shop_id, cooperative_id, silent_from) VALUES ($1, $2, app.now() + interval '1 day') ON CONFLICT DO NOTHING`, (i) => [i.shop, i.cooperative]],
    ['media', `INSERT INTO app.remote_media (shop_id, cooperative_id, sha256, use, remote_id) VALUES ($1, $2, $3, 'listing', $4)`, (i) => [i.shop, i.cooperative, i.sha, `${mark}-media`]],
    ['consent', `INSERT INTO app.consent (state_hash, cooperative_id, session_hash, marketplace, environment, sealed, expires_at) VALUES (decode(md5($2), 'hex'), $1, decode(md5($2), 'hex'), 'toy', 'practice', 'x', app.now() + interval '1 hour')`, (i) => [i.cooperative, mark]],
    ['run', `INSERT INTO app.sync_run (cooperative_id, owner_id, shop_id, operation, subject, trigger, outcome, code, exchange) VALUES ($1, $1, $2, 'publish-listings', 'listing:' || $3::text, 'edit', 'refused', 'x', $4) RETURNING id`, (i) => [i.cooperative, i.shop, i.listing, JSON.stringify({ said: `${mark}-exchange` })]],
    ['failure', `INSERT INTO app.failure (cooperative_id, owner_id, shop_id, operation, subject, cause, code, product_id, issues) VALUES ($1, $1, $2, 'publish-listings', 'listing:' || $3::text, 'weight-missing', 'SRT-SYN-001', $4, $5) RETURNING id`, (i) => [i.cooperative, i.shop, i.listing, i.product, JSON.stringify([{ cause: 'weight-missing', field: 'weight', rawCode: `${mark}-raw`, rawMessage: `${mark}-message` }])]],
    ['priceFailure', `INSERT INTO app.failure (cooperative_id, owner_id, shop_id, operation, subject, cause, code, product_id, issues) VALUES ($1, $1, $2, 'push-offers', 'offer:' || $3::text || ':price', 'price-falls', 'SRT-SYN-001', $4, $5) RETURNING id`, (i) => [i.cooperative, i.shop, i.offer, i.product, JSON.stringify([{ cause: 'price-falls', field: 'price', value: '4000', rawCode: '', rawMessage: '', params: { baru: '4000', lama: '10000' } }])]],
    ['digest', `INSERT INTO app.digest (cooperative_id, channel, address, address_key, language, urgent) VALUES ($1, 'webhook', $2, $2, 'id', true) RETURNING id`, (i) => [i.cooperative, `${mark}-digest`]],
    ['digest told', `INSERT INTO app.digest_told (digest_id, cause, cooperative_id) VALUES ($2, 'weight-missing', $1)`, (i) => [i.cooperative, i.digest]],
    ['digest message', `INSERT INTO app.digest_message (cooperative_id, digest_id, kind, causes, ended_at) VALUES ($1, $2, 'test', '[]', app.now())`, (i) => [i.cooperative, i.digest]],
    ['dismissal', `INSERT INTO app.failure_dismissal (cooperative_id, owner_id, failure_id, reason) VALUES ($1, $1, $2, $3) RETURNING id`, (i) => [i.cooperative, i.priceFailure, `${mark}-reason`]],
    ['unknown code', `INSERT INTO app.unknown_code (cooperative_id, marketplace, code, operation, message) VALUES ($1, 'toy', 'X-77', 'x', $2)`, (i) => [i.cooperative, `${mark}-message`]],
    ['day', `INSERT INTO app.sync_run_day (day, cooperative_id, owner_id, shop_id, operation, outcome, code, runs, subjects, calls, ms) VALUES ((app.now() - interval '2 days')::date, $1, $1, $2, $3, 'refused', $3, 1, 1, 1, 1)`, (i) => [i.cooperative, i.shop, `${mark}-operation`]],
    ['bulk', `INSERT INTO app.bulk_action (cooperative_id, kind, filter) VALUES ($1, 'publish', $2) RETURNING id`, (i) => [i.cooperative, JSON.stringify({ q: mark })]],
    ['bulk member', `INSERT INTO app.bulk_action_member (action_id, subject, cooperative_id, listing_id, revision) SELECT $1, 'listing:' || l.id, $3, l.id, 1 FROM app.listing l WHERE l.id = $2`, (i) => [i.bulk, i.listing, i.cooperative]],
    ['import', `INSERT INTO app.import (cooperative_id, name, state, rows_read, rejected) VALUES ($1, $2, 'done', 1, 1) RETURNING id`, (i) => [i.cooperative, `${mark}-import.csv`]],
    ['import issue', `INSERT INTO app.import_issue (import_id, cooperative_id, row_number, column_name, value, code) VALUES ($1, $2, 2, 'sku', $3, 'sku-twice')`, (i) => [i.import, i.cooperative, `${mark}-value`]],
    ['import row', `INSERT INTO app.import_row (import_id, number, cooperative_id, outcome, code, title, sku, product_id) VALUES ($1, 2, $2, 'unchanged', $3, $3, $3, $4)`, (i) => [i.import, i.cooperative, i.code, i.product]],
    ['import product', `INSERT INTO app.import_product (import_id, product_id, cooperative_id, made, revision) VALUES ($1, $2, $3, false, 1)`, (i) => [i.import, i.product, i.cooperative]],
    ['import column', `INSERT INTO app.import_column (cooperative_id, name, column_name) VALUES ($1, $2, 'price'), ($1, 'kolomsama', 'price')`, (i) => [i.cooperative, `${mark}-column`.toLowerCase()]],
    ['refusedImport', `INSERT INTO app.import (cooperative_id, name, state) VALUES ($1, $2, 'refused') RETURNING id`, (i) => [i.cooperative, `${mark}-import.csv`]],
    ['adoption', `INSERT INTO app.adoption (cooperative_id, shop_id, source, name, state, ready_at) VALUES ($1, $2, 'sheet', $3, 'ready', app.now()) RETURNING id`, (i) => [i.cooperative, i.shop, `${mark}-sheet`]],
    ['adoptionItem', `INSERT INTO app.adoption_item (adoption_id, cooperative_id, remote_item_id, title, state) VALUES ($1, $2, $3, $3, 'live') RETURNING id`, (i) => [i.adoption, i.cooperative, `${mark}-seen`]],
    ['adoptionRow', `INSERT INTO app.adoption_row (adoption_id, item_id, cooperative_id, remote_item_id, remote_variant_id, sku, class) VALUES ($1, $2, $3, $4, 'v', $4, 'unknown') RETURNING id`, (i) => [i.adoption, i.adoptionItem, i.cooperative, `${mark}-seen`]],
    ['adoptionAction', `INSERT INTO app.adoption_action (adoption_id, cooperative_id, shop_id, what, done_at) VALUES ($1, $2, $3, 'ignore', app.now()) RETURNING id`, (i) => [i.adoption, i.cooperative, i.shop]],
    ['adoption member', `INSERT INTO app.adoption_member (action_id, row_id, cooperative_id, result) VALUES ($1, $2, $3, 'done')`, (i) => [i.adoptionAction, i.adoptionRow, i.cooperative]],
    ['review', `INSERT INTO app.product_review (cooperative_id, product_id, kind, changes) VALUES ($1, $2, 'change', $3) RETURNING id`, (i) => [i.cooperative, i.product, JSON.stringify({ title: { from: `${mark}-product`, to: `${mark}-proposed` } })]],
    ['comment', `INSERT INTO app.review_comment (review_id, cooperative_id, name, text) VALUES ($1, $2, $3, $3) RETURNING id`, (i) => [i.review, i.cooperative, `${mark}-comment`]],
    ['handover', `INSERT INTO app.handover (cooperative_id, owner_id, user_name) VALUES ($1, $1, $2) RETURNING id`, (i) => [i.cooperative, `${mark}-user`]],
    ['handed', `INSERT INTO app.handover_product (handover_id, product_id, cooperative_id, owner_id, code, title) VALUES ($1, $2, $3, $3, $4, $4)`, (i) => [i.handover, i.product, i.cooperative, i.code]],
    ['spareAdoption', `INSERT INTO app.adoption (cooperative_id, shop_id, source, name, state, ready_at) VALUES ($1, $2, 'sheet', $3, 'ready', app.now()) RETURNING id`, (i) => [i.cooperative, i.shop, `${mark}-sheet`]],
  ];
}

async function inParentsShop(tx: Tx, ids: Record<string, string>, mark: string, parent: Node): Promise<void> {
  const at = parent.cooperative, own = ids.cooperative, shop = parent.ids.shop;
  const add = async (handle: string, sql: string, params: unknown[]): Promise<void> => { ids[handle] = (await tx.row<{ id: string }>(sql, params))?.id ?? ''; };
  await add('sharedListing', `INSERT INTO app.listing (cooperative_id, owner_id, shop_id, product_id, remote_code, remote_item_id, state, answered_rev, live_rev) VALUES ($1, $2, $3, $4, $5, $5, 'live', 1, 1) RETURNING id`, [at, own, shop, ids.product, `${mark}-shared`]);
  await add('sharedOffer', `INSERT INTO app.offer (cooperative_id, owner_id, listing_id, shop_id, variant_id, remote_sku) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`, [at, own, ids.sharedListing, shop, ids.variant, `${mark}-shared-sku`]);
  await tx.rows(`INSERT INTO app.offer_side (offer_id, side, shop_id, listing_id, cooperative_id, owner_id, answered_rev) SELECT $1, s, $2, $3, $4, $5, 1 FROM unnest(ARRAY['stock', 'price']) s`, [ids.sharedOffer, shop, ids.sharedListing, at, own]);
  await add('sharedFailure', `INSERT INTO app.failure (cooperative_id, owner_id, shop_id, operation, subject, cause, code, product_id) VALUES ($1, $2, $3, 'publish-listings', 'listing:' || $4::text, 'weight-missing', 'SRT-SYN-001', $5) RETURNING id`, [at, own, shop, ids.sharedListing, ids.product]);
  await add('sharedRun', `INSERT INTO app.sync_run (cooperative_id, owner_id, shop_id, operation, subject, trigger, outcome) VALUES ($1, $2, $3, 'publish-listings', 'listing:' || $4::text, 'edit', 'accepted') RETURNING id`, [at, own, shop, ids.sharedListing]);
  await add('sharedLine', `INSERT INTO app.order_line (cooperative_id, owner_id, order_id, shop_id, remote_line_id, remote_item_id, remote_variant_id, sku, title, variant_id, quantity, unit_paid) VALUES ($1, $2, $3, $4, $5, $5, $5, $5, $5, $6, 1, 10000) RETURNING id`, [at, own, parent.ids.order, shop, `${mark}-shared-line`, ids.variant]);
}
