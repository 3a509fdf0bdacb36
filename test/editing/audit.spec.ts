import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { stockedHouse, type StockedHouse } from '../edge/stocked-house.js';

interface Entry { id: string; at: string; subject: string; deed: string; before: Record<string, unknown> | null; after: Record<string, unknown> | null; by: { id: string; name: string | null } | null; why: string | null; productId: string | null }
interface Told { items: { at: string; by: { name: string } | null; why: string | null; whyText: string | null; lines: string[] }[]; next: string | null }

/** Tables whose changes are not noted, each for a reason; a new one is either watched (`CALL app.watch(…)` in its migration) or added here by hand. */
const unwatched: Readonly<Record<string, string>> = {
  digest_message: 'a ledger itself', digest_told: 'the engine\'s',
  audit: 'itself', migration: 'which migrations ran', consent: 'lives for minutes, and is used up', webhook_address: 'made by the house', door_try: 'numbers without names', recovery_code: 'hashes; that the second step was set up is noted',
  readiness: 'worked out', readiness_reason: 'worked out', readiness_count: 'worked out', readiness_due: 'what has to be worked out', shelf: 'worked out',
  gate: 'the engine\'s', limit_bucket: 'the engine\'s', remote_category: 'what a marketplace tells', remote_media: 'the engine\'s', push_rhythm: 'the engine\'s', webhook_receipt: 'the engine\'s', sync_run: 'a ledger itself', offer: 'the engine\'s; what people wish of it stands in listing and shop',
  orders: 'the marketplace\'s word', reservation: 'the engine\'s', stock_level: 'its ledger is stock_movement', stock_movement: 'a ledger itself',
  photo_file: 'the names of files that were sent in', photo_mention: 'which files rows name', photo_archive: 'a ledger itself', photo_archive_file: 'part of a ledger', edit: 'a ledger itself', edit_member: 'part of a ledger', sale: 'its prices are watched', import: 'a ledger itself', import_issue: 'part of a ledger', import_row: 'part of a ledger', import_product: 'part of a ledger', failure_dismissal: 'a ledger itself', unknown_code: 'the engine\'s', sync_run_day: 'a ledger summed up', sync_run_kept: 'the engine\'s', bulk_action: 'a ledger itself', bulk_action_member: 'part of a ledger', adoption: 'what was found', adoption_item: 'what was found', adoption_row: 'what was found; what was said of it is an action', adoption_action: 'a ledger itself', adoption_member: 'part of a ledger',
  product_review: 'a ledger itself', review_comment: 'part of a ledger', handover: 'a ledger itself', handover_product: 'part of a ledger',
};
/** Columns of watched tables that are not noted: what the engine or the house writes there, and keys. */
const house = /^(id|cooperative_id|owner_id|created_at|updated_at|revision|user_id|confirmed_by|confirmed_at|set_by|set_at|currency|search|\w+_key|path)$/;
const engine: Readonly<Record<string, RegExp>> = {
  variant: /^(product_id|position)$/, photo: /^(product_id|width|height|bytes|format|advice)$/, shop: /^(connection_id|marketplace|remote_id|country|gate_\w+|fail_streak|halted_\w+|probe_\w+|restored_\w+|orders_seen_at|last_order_at|priced_\w+)$/,
  connection: /^(app|webhook_address_id|last_four|generation|expires_at|ends_at|refresh_\w+|dead_at|lease_until|fence|subscribed_\w+|end_told)$/, checkpoint: /^(?!interval_ms|paused_at)/, listing: /^(?!shop_id|wanted$|paused_at)/, offer_side: /^(?!confirmed_value)/, failure: /^(?!closed_as|closed_why|assigned_to|dismissed_until)/, digest: /^(next_at|address_key)$/, import_column: /^(name|said_at)$/, order_line: /^(?!variant_id)/,
  session: /^(?!name$|permissions|node_id)/, two_step: /^(sealed|last_step)$/, invitation: /^(name|token_hash|invited_by|expires_at)$/, product_map: /^product_id$/, sale_price: /^(sale_id|product_id|variant_id)$/, attribute_value: /^(level|subject|marketplace|attribute_id)$/,
};

/** No clock is moved and no worker runs: what is written is what the spec does. */
describe('the audit', () => {
  let at: StockedHouse, owner: pg.Client;
  const entries = async (query: string): Promise<Entry[]> => (await (await at.as('manager')).get(`/api/audit?${query}`).expect(200)).body.items as Entry[];
  beforeAll(async () => {
    at = await stockedHouse();
    owner = new pg.Client({ connectionString: at.superUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner?.end();
    await at?.close();
  });

  it('every table and every column of it is noted, or left out for a reason that stands here', async () => {
    const { rows } = await owner.query<{ name: string; columns: string[]; watched: string | null }>(
      `SELECT c.relname AS name, (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
         (SELECT string_agg(pg_get_functiondef(t.tgfoid), ' ') FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname LIKE 'audit_%') AS watched
       FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`);
    expect(rows.filter((row) => row.watched === null).map((row) => row.name).filter((name) => !(name in unwatched))).toEqual([]);
    for (const { name, columns, watched } of rows.filter((row) => row.watched !== null)) {
      expect([name, columns.filter((column) => !watched?.includes(`'${column}'`) && !house.test(column) && !engine[name]?.test(column))]).toEqual([name, []]);
    }
  });

  it('tells who, when, why, before and after, of exactly what changed', async () => {
    const manager = await at.as('manager'), [product = ''] = at.products;
    const known = (await manager.get(`/api/products/${product}`).expect(200)).body as { revision: number; variants: { id: string }[] };
    const variant = known.variants[0]?.id ?? '';
    await manager.send('patch', `/api/variants/${variant}`).send({ price: 30_000, grams: 250 }).expect(200);
    await manager.send('patch', `/api/variants/${variant}`).send({ price: 30_000 }).expect(200); // the same again: nothing to note
    const [entry, ...more] = await entries(`subject=variant:${variant}`);
    expect(more).toMatchObject([{ deed: 'made', before: null, after: { sku: 'S-1', price: 25_000 }, by: null }]);
    expect(entry).toMatchObject({ subject: `variant:${variant}`, productId: product, deed: 'changed', before: { price: 25_000, grams: null }, after: { price: 30_000, grams: 250 }, by: { name: 'manager' }, why: null });
    expect(Math.abs(Date.parse(entry?.at ?? '') - Date.now())).toBeLessThan(60_000);
    expect((await entries(`by=${entry?.by?.id}`)).map((row) => row.id)).toEqual([entry?.id]);
    expect(await entries(`by=${entry?.by?.id}&to=2020-01-01`)).toEqual([]);
  });

  it("a product's history says it in words, in both languages, with its stock, photos and wishes, a page at a time", async () => {
    const [manager, operator] = [await at.as('manager'), await at.as('operator')], [product = ''] = at.products;
    const variant = ((await manager.get(`/api/products/${product}`).expect(200)).body as { variants: { id: string }[] }).variants[0]?.id;
    const category = (await manager.send('post', '/api/categories').send({ path: 'Minuman > Kopi' }).expect(201)).body as { id: string };
    const revision = ((await manager.get(`/api/products/${product}`)).body as { revision: number }).revision;
    await manager.send('patch', `/api/products/${product}`).set('If-Match', `"${revision}"`).send({ categoryId: category.id, attributes: { halalNo: 'ID123' } }).expect(200);
    await operator.send('post', '/api/stock-movements').send({ variantId: variant, kind: 'count', quantity: 8, reason: 'opname' }).expect(201);
    await manager.send('patch', `/api/listings/${at.listings[0]}`).send({ paused: true }).expect(200);
    const told = (await (await at.as('viewer')).get(`/api/products/${product}/history`).expect(200)).body as Told;
    expect(told.items.map((item) => [item.by?.name ?? null, ...item.lines])).toEqual([
      ['manager', 'Dijeda · Toko Satu'], ['operator', 'Stok: 5 → 8 (opname) · S-1'], ['manager', 'Kategori: (kosong) → Minuman > Kopi', 'No. halal: (kosong) → ID123'],
      ['manager', 'Harga: Rp 25.000 → Rp 30.000 · S-1', 'Berat: (kosong) → 250 g · S-1'], [null, 'Diminta tayang · Toko Satu'], [null, 'Varian dibuat · S-1', 'Produk dibuat'],
    ]);
    const english = (await manager.get(`/api/products/${product}/history`).set('Accept-Language', 'en')).body as Told;
    expect(english.items[1]?.lines).toEqual(['Stock: 5 → 8 (opname) · S-1']);
    const pages: string[][] = [];
    for (let after = ''; ;) {
      const page = (await manager.get(`/api/products/${product}/history?limit=2${after}`).expect(200)).body as Told;
      pages.push(...page.items.map((item) => item.lines));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    expect(pages.flat()).toEqual(told.items.flatMap((item) => item.lines));
    expect((await manager.get(`/api/products/${product}/history?after=x`).expect(400)).body).toMatchObject({ code: 'SRT-AUD-002' });
    expect((await manager.get('/api/products/999999/history').expect(404)).body).toMatchObject({ code: 'SRT-AUD-001' });
  });

  it('shops, rules, schedules, people and dismissals are noted; no secret is', async () => {
    const [manager, administrator] = [await at.as('manager'), await at.as('administrator')];
    const shop = (await manager.get(`/api/shops/${at.shops[0]}`).expect(200)).body as { revision: number };
    await manager.send('patch', `/api/shops/${at.shops[0]}`).set('If-Match', `"${shop.revision}"`).send({ stockRule: { keepBack: 2 } }).expect(200);
    await administrator.send('post', '/api/users').send({ cooperativeId: at.parent, email: 'baru@uji.example', name: 'Baru', role: 'viewer', password: 'rahasia-sekali-99' }).expect(201);
    await at.answer(at.listings[1] ?? '', [{ cause: 'title-too-long', field: 'title', rawCode: '', rawMessage: '' }]);
    const [failure = ''] = await at.failureIds(`listing:${at.listings[1]}`);
    await manager.send('post', `/api/failures/${failure}/assignments`).send({ userId: 'me' }).expect(204);
    await manager.send('post', `/api/failures/${failure}/dismissals`).send({ reason: 'besok', until: new Date(Date.now() + 86_400_000).toISOString() }).expect(204);
    await manager.send('delete', `/api/failures/${failure}/dismissals`).expect(204);
    await manager.send('post', `/api/failures/${failure}/dismissals`).send({ reason: 'memang begitu' }).expect(204);
    await at.tx((tx) => tx.rows(`UPDATE app.connection SET sealed = 's1.rahasia-baru', generation = generation + 1`)); // a job's: a renewed token is no change of a person's
    await at.house.database.inScope({ ...at.scope, by: '1' }, (tx) => tx.rows(`UPDATE app.connection SET sealed = 's1.rahasia-lagi' WHERE marketplace = 'shopee'`));
    expect((await entries('subject=shop')).slice(0, 1)).toMatchObject([{ deed: 'changed', before: { keep_back: 0 }, after: { keep_back: 2 }, by: { name: 'manager' } }]);
    expect((await entries('subject=user')).slice(0, 2)).toMatchObject([{ deed: 'made', after: { role: 'viewer' } }, { deed: 'made', after: { email: 'baru@uji.example' } }]);
    expect((await entries('subject=failure'))).toMatchObject([{ deed: 'changed', after: { closed_as: 'dismissed', closed_why: 'memang begitu' } }, { before: { dismissed_until: expect.any(String) }, after: { dismissed_until: null } }, { before: { dismissed_until: null }, by: { name: 'manager' } }, { before: { assigned_to: null }, after: { assigned_to: expect.any(Number) }, by: { name: 'manager' } }]);
    expect(((await manager.get(`/api/products/${at.products[1]}/history`).expect(200)).body as Told).items.flatMap((item) => item.lines)).toEqual(expect.arrayContaining([expect.stringContaining('Ditugaskan kepada: (kosong) → manager'), expect.stringMatching(/^Masalah ditunda sampai: \d/), expect.stringContaining('Masalah diabaikan: memang begitu')]));
    expect((await entries('subject=connection')).filter((row) => row.deed === 'changed')).toMatchObject([{ before: { sealed: '***' }, after: { sealed: '***' } }]);
    const { rows } = await owner.query<{ all: string }>(`SELECT string_agg(concat(before, after, why), ' ') AS all FROM app.audit`);
    const hashes = await owner.query<{ secret: string }>(`SELECT password_hash AS secret FROM app.app_user UNION ALL SELECT sealed FROM app.connection UNION ALL SELECT secret FROM app.webhook_address`);
    expect(hashes.rows.length).toBeGreaterThan(5);
    for (const { secret } of hashes.rows.filter((row) => row.secret.length > 1)) expect(rows[0]?.all.includes(secret)).toBe(false);
    for (const secret of ['rahasia', 'argon2', 's1.']) expect([secret, rows[0]?.all.includes(secret)]).toEqual([secret, false]);
  });

  it('can only be read: the application may neither add, change nor take away, and a job says its stream', async () => {
    for (const deed of [`INSERT INTO app.audit (cooperative_id, subject, deed) VALUES (${at.parent}, 'x', 'made')`, `UPDATE app.audit SET why = 'x'`, 'DELETE FROM app.audit', 'TRUNCATE app.audit', `SELECT app.product_made()`]) {
      await expect(at.tx((tx) => tx.rows(deed))).rejects.toThrow(/permission denied|trigger functions can only be called as triggers/);
    }
    await at.house.database.inScope({ ...at.scope, why: 'read-back' }, (tx) => tx.rows(`UPDATE app.listing SET wanted = 'withdrawn' WHERE id = $1`, [at.listings[2]]));
    expect(await entries(`subject=listing:${at.listings[2]}`)).toMatchObject([{ deed: 'changed', before: { wanted: 'live' }, after: { wanted: 'withdrawn' }, by: null, why: 'read-back' }, { deed: 'made' }]);
    await expect(at.house.database.inScope({ ...at.scope, why: "x'; DROP" }, async () => undefined)).rejects.toThrow('Not a word for the audit');
  });

  it('is forgotten from its oldest end, and never what is younger than ninety days', async () => {
    await owner.query(`UPDATE app.audit SET at = at - interval '100 days' WHERE subject LIKE 'category:%'`);
    const forget = (days: number): Promise<number | undefined> => at.tx(async (tx) => (await tx.row<{ n: number }>('SELECT app.forget_audit($1) AS n', [days]))?.n);
    expect([await forget(365), await forget(1), await forget(1)]).toEqual([0, 2, 0]);
    expect((await entries('subject=product')).length).toBeGreaterThan(0);
  });

  it("a unit sees what was done with its goods, in its parent's shop too, and nothing of the parent's; who may not is told so", async () => {
    const unit = await at.as('unit'), seen = (await unit.get('/api/audit?limit=200').expect(200)).body.items as (Entry & { cooperativeId: string })[];
    expect(new Set(seen.map((row) => row.cooperativeId))).toEqual(new Set([at.unit]));
    await (await at.as('manager')).send('patch', `/api/listings/${at.listings[2]}`).send({ paused: true }).expect(200);
    const told = (await unit.get(`/api/products/${at.products[2]}/history`).expect(200)).body as Told;
    expect(told.items[0]).toMatchObject({ by: { name: 'manager' }, lines: ['Dijeda · Toko Satu'] });
    expect((await unit.get(`/api/products/${at.products[0]}/history`).expect(404)).body).toMatchObject({ code: 'SRT-AUD-001' });
    expect((await (await at.as('operator')).get('/api/audit').expect(403)).body).toMatchObject({ code: 'SRT-ACC-004' });
  });
});
