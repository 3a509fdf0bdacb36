import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../house/serve.js';
import { attribute } from './shelf-market.js';
import { ShelfHouse } from './shelf-house.js';

const colours = [{ id: '1000025', name: 'Black' }, { id: '1000026', name: 'Putih' }];
interface Shown { items: { id: string; value: { text?: string; id?: string; unit?: string }[] | null; sent: unknown; level: string | null; field: string | null; cooperativeId: string | null; missing: boolean; levels: Record<string, unknown> }[] }

describe('what a leaf asks for', () => {
  const at = new ShelfHouse();
  beforeAll(async () => {
    await at.start();
    at.market.rules.kopi = [attribute('origin', 'Asal', { required: true }), attribute('net', 'Berat bersih', { units: ['kg'], kind: 'number' }), attribute('halal', 'Sertifikat Halal', { kind: 'one', custom: false, values: [{ id: 'h1', name: 'Ya' }, { id: 'h2', name: 'Tidak' }] })];
    at.market.rules.kemeja = [attribute('colour', 'Warna', { required: true, variation: true, values: colours, custom: false, kind: 'one' }), attribute('material', 'Bahan', { required: true, kind: 'one', custom: false, values: [{ id: 'm1', name: 'Katun' }, { id: 'm2', name: 'Sutra' }] })];
    await at.map('Kopi Bubuk', 'kopi');
    await at.map('Kemeja Batik Pria', 'kemeja');
    await at.quiet();
  });
  afterAll(() => at.stop());
  const set = (body: object, client = at.manager): Promise<Shown> => at.ok(client, 'PUT', '/api/attribute-values', { shop: at.shopId, ...body });
  const take = (query: string, client = at.manager) => client.send<{ code?: string }>('DELETE', `/api/attribute-values?shop=${at.shopId}&${query}`);
  const show = (query: string, client = at.manager): Promise<Shown> => at.ok(client, 'GET', `/api/attribute-values?shop=${at.shopId}&${query}`);
  const sent = (code: string, id: string): unknown => at.market.sent(code)?.attributes[id];
  const gapsOf = async (client = at.manager) => (await at.ok<{ items: { attribute: { id: string }; products: number; items: { code: string }[]; leaves: { name: string; products: number }[] }[] }>(client, 'GET', `/api/attribute-gaps?shop=${at.shopId}`)).items;

  it('gaps: how many products lack it, in which leaf, and which', async () => {
    await at.product('GAP-1', 'Kopi Bubuk');
    await at.product('GAP-2', 'Kopi Bubuk', { unit: true });
    expect((await gapsOf()).find((gap) => gap.attribute.id === 'origin')).toMatchObject({ products: 2, items: [{ code: 'GAP-1' }, { code: 'GAP-2' }], leaves: [{ name: 'Kopi Giling', products: 2 }] });
    expect((await gapsOf(at.unit)).find((gap) => gap.attribute.id === 'origin')).toMatchObject({ products: 1, items: [{ code: 'GAP-2' }] });
  });

  it('four levels, the nearest wins; each is set and taken back by itself, and what is sent follows', async () => {
    const category = at.category('Kopi Bubuk'), [made] = await at.publish(await at.product('LVL-1', 'Kopi Bubuk'));
    expect((await at.failures()).filter((failure) => failure.product?.id === made?.id)).toMatchObject([{ cause: 'required-attribute', issues: [{ field: 'attributes.origin' }] }]);
    const steps = [['leaf', { leaf: 'kopi' }, 'Indonesia'], ['category', { category }, 'Jawa Tengah'], ['product', { product: made?.id }, 'Temanggung'], ['listing', { listing: made?.listingId }, 'Lereng Sumbing']] as const;
    for (const [level, subject, text] of steps) {
      await set({ ...subject, attribute: 'origin', values: [{ text }] });
      await at.quiet();
      expect(sent('LVL-1', 'origin')).toEqual([{ text }]);
      expect((await show(`listing=${made?.listingId ?? ''}`)).items.find((item) => item.id === 'origin')).toMatchObject({ level, value: [{ text }], sent: [{ text }], missing: false });
    }
    expect((await show(`listing=${made?.listingId ?? ''}`)).items.find((item) => item.id === 'origin')?.levels).toEqual(Object.fromEntries(steps.map(([level, , text]) => [level, [{ text }]])));
    for (const [index, [, subject]] of [...steps].reverse().entries()) {
      expect((await take(`attribute=origin&${new URLSearchParams(subject as Record<string, string>).toString()}`)).status).toBe(204);
      await at.quiet();
      const nearer = steps[steps.length - 2 - index];
      if (nearer) expect(sent('LVL-1', 'origin')).toEqual([{ text: nearer[2] }]);
    }
    expect((await gapsOf()).find((gap) => gap.attribute.id === 'origin')?.items.map((item) => item.code)).toContain('LVL-1');
  });

  it('many at once: previewed by what each leaf says, set at the product after ten seconds, undone where nobody touched it since', async () => {
    interface Edit { id: string; state: string; counts: Record<string, number>; preview: { refused: { why: string; count: number }[]; samples: { code: string; before: unknown; after: unknown }[] } }
    const [one, two, unit, shirt, tea] = [await at.product('MANY-1', 'Kopi Bubuk'), await at.product('MANY-2', 'Kopi Bubuk'), await at.product('MANY-3', 'Kopi Bubuk', { unit: true }), await at.product('MANY-4', 'Kemeja Batik Pria'), await at.product('MANY-5', 'Teh')];
    const draft = (value: unknown, attributeId = 'origin', client = at.manager) => client.send<Edit & { code?: string }>('POST', '/api/edits', { field: 'marketplace-attribute', change: { how: 'set', shop: at.shopId, attribute: attributeId, value }, products: { ids: [one, two, unit, shirt, tea] } });
    const done = async (id: string): Promise<Edit> => {
      at.house.clock.advance(10_000);
      return until(async () => { await at.house.house.sweep.once(); const edit = await at.ok<Edit>(at.manager, 'GET', `/api/edits/${id}`); return edit.state === 'done' && edit; }, `edit ${id} is done`);
    };
    const own = async (product: string, id = 'origin') => (await show(`product=${product}`)).items.find((item) => item.id === id)?.levels.product ?? null;
    await set({ product: two, attribute: 'origin', values: [{ text: 'Gayo' }] });
    const first = (await draft([{ text: 'Toraja' }])).body;
    expect([first.counts, first.preview.refused.map(({ why, count }) => [why, count]).sort(), first.preview.samples.map(({ code, before, after }) => [code, before, after])]).toEqual([
      { waiting: 3, done: 0, skipped: 0, undone: 0, unchanged: 0, refused: 2 }, [['no-attribute', 1], ['not-mapped', 1]], [['MANY-1', null, [{ text: 'Toraja' }]], ['MANY-2', [{ text: 'Gayo' }], [{ text: 'Toraja' }]], ['MANY-3', null, [{ text: 'Toraja' }]]]]);
    await at.ok(at.manager, 'POST', `/api/edits/${first.id}/start`, {});
    await set({ product: one, attribute: 'origin', values: [{ text: 'Sendiri' }] });
    expect([(await done(first.id)).counts, await own(one), await own(two), await own(unit)]).toMatchObject([{ done: 2, skipped: 1 }, [{ text: 'Sendiri' }], [{ text: 'Toraja' }], [{ text: 'Toraja' }]]);
    expect((await at.ok<{ items: { lines: string[]; whyText: string }[] }>(at.manager, 'GET', `/api/products/${two}/history`)).items[0]).toMatchObject({ whyText: `Ubah massal #${first.id}`, lines: ['Atribut shelf origin: Gayo → Toraja'] });
    // Touched, even though it is by now as the edit left it: no undo takes it back.
    for (const text of ['Lain', 'Toraja']) await set({ product: two, attribute: 'origin', values: [{ text }] });
    const undo = await at.ok<Edit>(at.manager, 'POST', `/api/edits/${first.id}/undo`);
    expect([(await done(undo.id)).counts, await own(two), await own(unit)]).toMatchObject([{ done: 1, skipped: 1 }, [{ text: 'Toraja' }], null]);
    const gone = (await draft(null)).body;
    expect([gone.counts, gone.preview.refused]).toMatchObject([{ waiting: 2, unchanged: 3 }, []]);
    await at.ok(at.manager, 'POST', `/api/edits/${gone.id}/start`, {});
    expect([(await done(gone.id)).counts.done, await own(one), await own(two)]).toEqual([2, null, null]);
    expect((await draft([{ text: 'Wol' }], 'material')).body.preview.refused.map(({ why, count }) => [why, count]).sort()).toEqual([['no-attribute', 3], ['not-mapped', 1], ['not-taken', 1]]);
    expect((await draft([{ id: 'm2' }], 'material')).body.counts).toMatchObject({ waiting: 1, refused: 4 });
    for (const wrong of [[], [{}], [{ teks: 'x' }], 'x', { text: 'x' }, [{ text: 7 }]]) expect([wrong, (await draft(wrong)).status, (await draft(wrong)).body.code]).toEqual([wrong, 422, 'SRT-EDT-003']);
    expect((await draft([{ text: 'x' }], 'origin', at.stranger)).status).toBe(422);
    // Who drafts sets nothing that goes out beside the product's fields: its co-op above does.
    await at.sql(`UPDATE app.cooperative SET approval = 'required' WHERE id = $1`, [at.house.unitId]);
    expect((await draft([{ text: 'Toraja' }], 'origin', at.unit)).body).toMatchObject({ counts: { waiting: 0, refused: 1 }, preview: { refused: [{ why: 'needs-approval' }] } });
    await at.sql('UPDATE app.cooperative SET approval = NULL WHERE id = $1', [at.house.unitId]);
  });

  it("a product's own fields of the catalogue stand between what was set for it and its category, and follow each edit", async () => {
    const category = at.category('Kopi Bubuk'), id = await at.product('OWN-1', 'Kopi Bubuk'), item = async (name: string) => (await show(`product=${id}`)).items.find((entry) => entry.id === name);
    const edit = async (attributes: object): Promise<void> => {
      const { revision } = await at.ok<{ revision: number }>(at.manager, 'GET', `/api/products/${id}`);
      expect((await at.manager.send('PATCH', `/api/products/${id}`, { attributes }, { 'if-match': `"${revision}"` })).status).toBe(200);
      await at.quiet();
    };
    await set({ category, attribute: 'origin', values: [{ text: 'Jawa Tengah' }] });
    await set({ category, attribute: 'halal', values: [{ id: 'h2' }] });
    await edit({ halalNo: 'ID35110001007809026', permitNo: 'P-IRT 4333766235610-27', origin: 'Temanggung' });
    const [made] = await at.publish(id);
    expect([sent('OWN-1', 'origin'), sent('OWN-1', 'halal')]).toEqual([[{ text: 'Temanggung' }], [{ id: 'h1' }]]);
    expect(await item('origin')).toMatchObject({ level: 'field', field: 'origin', value: [{ text: 'Temanggung' }], missing: false, levels: { category: [{ text: 'Jawa Tengah' }], product: null } });
    expect((await at.ok<{ origins: { attributes: object } }>(at.manager, 'GET', `/api/listings/${made?.listingId}`)).origins.attributes).toEqual({ origin: 'catalogue', halal: 'catalogue' });
    await edit({ origin: 'Wonosobo' });
    expect([sent('OWN-1', 'origin'), sent('OWN-1', 'halal')]).toEqual([[{ text: 'Wonosobo' }], [{ id: 'h2' }]]);
    await set({ product: id, attribute: 'origin', values: [{ text: 'Lereng Sindoro' }] });
    await at.quiet();
    expect([sent('OWN-1', 'origin'), await item('origin')]).toMatchObject([[{ text: 'Lereng Sindoro' }], { level: 'product', field: null }]);
    for (const attribute of ['origin', 'halal']) expect((await take(`attribute=${attribute}&category=${category}`)).status).toBe(204);
  });

  it('a unit inherits what the parent says of leaf and category, sets its own beside it, and cannot touch it', async () => {
    const category = at.category('Kopi Bubuk');
    await set({ category, attribute: 'origin', values: [{ text: 'Jawa' }] });
    expect((await show(`category=${category}`, at.unit)).items.find((item) => item.id === 'origin')).toMatchObject({ value: [{ text: 'Jawa' }], cooperativeId: at.house.cooperativeId });
    expect(await take(`attribute=origin&category=${category}`, at.unit)).toMatchObject({ status: 404, body: { code: 'SRT-MAP-001' } });
    await set({ category, attribute: 'origin', values: [{ text: 'Unit' }] }, at.unit);
    await at.publish(await at.product('INH-1', 'Kopi Bubuk'), await at.product('INH-2', 'Kopi Bubuk', { unit: true }));
    expect([sent('INH-1', 'origin'), sent('INH-2', 'origin')]).toEqual([[{ text: 'Jawa' }], [{ text: 'Unit' }]]);
    expect((await at.stranger.get(`/api/attribute-values?shop=${at.shopId}&category=${category}`)).status).toBe(422);
  });

  it('units are converted into the leaf\'s, and what has none of them is refused with what to do', async () => {
    const [made] = await at.publish(await at.product('NET-1', 'Kopi Bubuk'));
    await set({ product: made?.id, attribute: 'net', values: [{ text: '250', unit: 'gram' }] });
    await at.quiet();
    expect(sent('NET-1', 'net')).toEqual([{ text: '0.25', unit: 'kg' }]);
    await set({ product: made?.id, attribute: 'net', values: [{ text: '1,5 kg' }] });
    await at.quiet();
    expect(sent('NET-1', 'net')).toEqual([{ text: '1.5', unit: 'kg' }]);
    expect(await at.manager.send('PUT', '/api/attribute-values', { shop: at.shopId, product: made?.id, attribute: 'net', values: [{ text: '30', unit: 'cm' }] })).toMatchObject({ status: 422, body: { code: 'SRT-MAP-006' } });
    expect(await at.manager.send('PUT', '/api/attribute-values', { shop: at.shopId, product: made?.id, attribute: 'tidak-ada', values: [{ text: 'x' }] })).toMatchObject({ status: 422, body: { code: 'SRT-MAP-004' } });
  });

  it('an option is matched once, by whoever knows; then every product that says it is sent with it', async () => {
    await set({ category: at.category('Kemeja Batik Pria'), attribute: 'material', values: [{ text: 'katun' }] });
    const [one] = await at.publish(await at.product('CLR-1', 'Kemeja Batik Pria', { axes: ['Warna'], choices: [['Hitam'], ['putih']] }));
    const failure = (await at.failures()).find((entry) => entry.product?.id === one?.id);
    expect(failure).toMatchObject({ cause: 'invalid-attribute', issues: [{ field: 'attributes.colour', value: 'Hitam', sentence: expect.stringContaining('Cocokkan sekali') as unknown }] });
    expect(at.market.sent('CLR-1')).toBeUndefined();
    const likely = await at.ok<{ items: { id: string }[] }>(at.manager, 'GET', `/api/value-suggestions?shop=${at.shopId}&attribute=colour&ours=Hitam`);
    expect(likely.items[0]).toMatchObject({ id: '1000025', name: 'Black' });
    expect(await at.ok(at.manager, 'PUT', '/api/value-maps', { shop: at.shopId, attribute: 'colour', ours: 'Hitam', remoteId: '1000025' })).toMatchObject({ confirmedBy: 'manager' });
    await at.quiet();
    expect(at.market.sent('CLR-1')).toMatchObject({ attributes: { material: [{ id: 'm1' }] }, variants: [{ choice: { Warna: 'Black' } }, { choice: { Warna: 'Putih' } }] });
    expect((await at.failures()).filter((entry) => entry.product?.id === one?.id)).toEqual([]);
    await at.publish(await at.product('CLR-2', 'Kemeja Batik Pria', { unit: true, axes: ['Warna'], choices: [['hitam'], ['Putih']] }));
    expect(at.market.sent('CLR-2')?.variants.map((variant) => variant.choice)).toEqual([{ Warna: 'Black' }, { Warna: 'Putih' }]);
    expect(await at.manager.send('PUT', '/api/value-maps', { shop: at.shopId, attribute: 'colour', ours: 'Hijau', remoteId: '9' })).toMatchObject({ status: 422, body: { code: 'SRT-MAP-005' } });
    const [word] = (await at.ok<{ items: { id: string }[] }>(at.unit, 'GET', '/api/value-maps')).items;
    expect((await at.unit.send('DELETE', `/api/value-maps/${word?.id ?? ''}`)).status).toBe(404);
  });

  it('axes that do not fit are told before any call, with what to do', async () => {
    const choices = ['S', 'M'].flatMap((size) => ['Hitam', 'Putih'].flatMap((colour) => ['Pendek', 'Panjang'].map((arm) => [size, colour, arm])));
    const [made] = await at.publish(await at.product('AXE-1', 'Kemeja Batik Pria', { axes: ['Ukuran', 'Warna', 'Lengan'], choices }));
    expect((await at.failures()).find((entry) => entry.product?.id === made?.id)).toMatchObject({ cause: 'too-many-options', issues: [{ sentence: expect.stringMatching(/Gabungkan pilihan atau bagi produknya/) as unknown, value: 'Ukuran × Warna × Lengan' }] });
    expect(at.market.sent('AXE-1')).toBeUndefined();
    at.market.axes = 3;
    await at.nextDay();
    await at.ok(at.manager, 'POST', '/api/bulk-actions', { kind: 'retry', filter: { cause: 'too-many-options' } });
    await at.quiet();
    expect(at.market.sent('AXE-1')?.variants[0]?.choice).toEqual({ Ukuran: 'S', Warna: 'Black', Lengan: 'Pendek' });
  });

  it("brands go by the marketplace's ids: its own \"no brand\" where none is given, ours once it was matched", async () => {
    at.market.brandRequired = true;
    await at.nextDay();
    const [, branded] = await at.publish(await at.product('BRD-1', 'Kopi Bubuk'), await at.product('BRD-2', 'Kopi Bubuk', { brand: 'Sumbing Raya' }));
    expect([at.market.sent('BRD-1')?.brand, at.market.sent('BRD-2')?.brand]).toEqual(['b-0', 'b-0']);
    const found = await at.ok<{ items: { id: string }[] }>(at.manager, 'GET', `/api/brand-suggestions?shop=${at.shopId}&leaf=kopi&q=sumbing`);
    expect(found.items).toEqual([{ id: 'b-7', name: 'Sumbing Raya' }]);
    await at.ok(at.manager, 'PUT', '/api/value-maps', { shop: at.shopId, attribute: '@brand', ours: 'sumbing raya', remoteId: 'b-7' });
    await at.quiet();
    expect([at.market.sent('BRD-1')?.brand, at.market.sent('BRD-2')?.brand]).toEqual(['b-0', 'b-7']);
    expect(branded?.listingId).not.toBe('');
  });
});
