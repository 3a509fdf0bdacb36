import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { attribute } from '../mapping/shelf-market.js';
import { ShelfHouse, type Made } from '../mapping/shelf-house.js';

interface Overrides { items: { field: string; value: unknown; setBy: string | null }[]; shows: { title: string; description: string; photos: string[]; prices: { variantId: string; price: number; catalogue: number }[]; attributes: Record<string, unknown> } | null; origins: Record<string, unknown> | null }
interface Detail { origins: { title: string; description: string; photos: string; price: Record<string, string>; attributes: Record<string, string> }; diff: { field: string; before: unknown; after: unknown }[]; next: { title: string } | null; state: string }

describe('what one shop shows otherwise', () => {
  const at = new ShelfHouse();
  let made: Made, second = '', variantId = '';
  const photos: { id: string; sha256: string }[] = [];
  beforeAll(async () => {
    await at.start();
    at.market.rules.kopi = [attribute('origin', 'Asal')];
    second = await at.connect('dua');
    await at.map('Kopi Bubuk', 'kopi');
    const id = await at.product('KHS-1', 'Kopi Bubuk', { title: 'Kopi katalog' });
    for (const red of [10, 200]) {
      const bytes = await sharp({ create: { width: 600, height: 600, channels: 3, background: { r: red, g: 90, b: 20 } } }).jpeg().toBuffer();
      photos.push((await at.manager.send<{ id: string; sha256: string }>('POST', `/api/products/${id}/photos`, new Uint8Array(bytes), { 'content-type': 'image/jpeg' })).body);
    }
    variantId = (await at.manager.get<{ variants: { id: string }[] }>(`/api/products/${id}`)).body.variants[0]?.id ?? '';
    [made] = await at.publish(id) as [Made];
  });
  afterAll(() => at.stop());
  const path = (shop = at.shopId): string => `/api/overrides/${shop}/${made.id}`;
  const put = (body: object, shop?: string): Promise<Overrides> => at.ok(at.manager, 'PUT', path(shop), body);
  const take = (field = ''): Promise<Overrides> => at.ok(at.manager, 'DELETE', `${path()}${field === '' ? '' : `?field=${field}`}`);
  const detail = (): Promise<Detail> => at.ok(at.manager, 'GET', `/api/listings/${made.listingId}`);
  const sent = () => at.market.sent('KHS-1');
  const edit = async (body: object): Promise<void> => {
    const now = await at.manager.get<{ revision: number }>(`/api/products/${made.id}`);
    expect((await at.manager.send('PATCH', `/api/products/${made.id}`, body, { 'if-match': `"${now.body.revision}"` })).status).toBe(200);
  };
  const offerPrice = async (): Promise<number | undefined> => {
    await at.quiet();
    return at.market.items.get('satu')?.find((item) => item.code === 'KHS-1')?.variants[0]?.price;
  };

  it('words and the order of photos: set, seen with their origin, sent, kept through an edit, taken back one by one', async () => {
    expect((await detail()).origins).toMatchObject({ title: 'catalogue', description: 'catalogue', photos: 'catalogue', price: { 'KHS-1': 'catalogue' } });
    const set = await put({ title: 'Kopi untuk toko ini', photos: [photos[1]?.id] });
    expect(set).toMatchObject({ items: [{ field: 'photos', setBy: 'manager' }, { field: 'title', value: 'Kopi untuk toko ini' }], shows: { title: 'Kopi untuk toko ini', photos: [photos[1]?.sha256, photos[0]?.sha256] }, origins: { title: 'override', photos: 'override', description: 'catalogue' } });
    await at.quiet();
    expect(sent()).toMatchObject({ title: 'Kopi untuk toko ini', photos: [photos[1]?.sha256, photos[0]?.sha256] });
    await edit({ title: 'Kopi katalog baru', description: 'Deskripsi baru.' });
    await at.quiet();
    expect(sent()).toMatchObject({ title: 'Kopi untuk toko ini', description: 'Deskripsi baru.' });
    await take('photos');
    await at.quiet();
    expect(sent()).toMatchObject({ title: 'Kopi untuk toko ini', photos: photos.map((photo) => photo.sha256) });
    await take('title');
    await at.quiet();
    expect(sent()?.title).toBe('Kopi katalog baru');
    expect(await at.manager.send('DELETE', `${path()}?field=title`)).toMatchObject({ status: 404, body: { code: 'SRT-LST-011' } });
    const told = await at.ok<{ items: { by: { name: string } | null; lines: string[] }[] }>(at.manager, 'GET', `/api/products/${made.id}/history`);
    expect(told.items.filter((item) => item.by?.name === 'manager').flatMap((item) => item.lines)).toEqual(expect.arrayContaining([expect.stringMatching(/^Khusus toko ini, Nama: Kopi untuk toko ini → .* · Toko/), expect.stringMatching(/^Khusus toko ini, Nama: .* → Kopi untuk toko ini · Toko/)]));
  });

  it('what will be sent next shows it before it leaves, and only that shop is touched', async () => {
    await at.ok(at.manager, 'POST', '/api/listings', { products: { ids: [made.id] }, shops: [second] });
    await at.quiet();
    await at.ok(at.manager, 'PATCH', `/api/listings/${made.listingId}`, { paused: true });
    await put({ title: 'Hanya di sini' });
    expect((await detail()).diff).toEqual([{ field: 'title', before: 'Kopi katalog baru', after: 'Hanya di sini' }]);
    await at.ok(at.manager, 'PATCH', `/api/listings/${made.listingId}`, { paused: false });
    await at.quiet();
    expect([at.market.items.get('satu'), at.market.items.get('dua')].map((items) => items?.find((item) => item.code === 'KHS-1')?.title)).toEqual(['Hanya di sini', 'Kopi katalog baru']);
    await take();
    await at.quiet();
  });

  it("a price of one's own beats the shop's rule, follows nothing, and gives way when it is taken back", async () => {
    const rule = await at.manager.get(`/api/price-rules/${at.shopId}`);
    await at.ok(at.manager, 'PUT', `/api/price-rules/${at.shopId}`, { percent: 10, fixed: 0, roundTo: 1 }).catch(async () => {
      expect((await at.manager.send('PUT', `/api/price-rules/${at.shopId}`, { percent: 10, fixed: 0, roundTo: 1 }, { 'if-match': rule.headers.get('etag') ?? '' })).status).toBeLessThan(300);
    });
    expect(await offerPrice()).toBe(22_000);
    expect((await detail()).origins.price).toEqual({ 'KHS-1': 'rule' });
    await put({ prices: [{ variantId, price: 19_500 }] });
    expect(await offerPrice()).toBe(19_500);
    expect((await detail()).origins.price).toEqual({ 'KHS-1': 'override' });
    expect((await at.ok<{ items: { price: number; ruleOf: string }[] }>(at.manager, 'GET', `/api/price-preview?shop=${at.shopId}&productId=${made.id}`)).items).toMatchObject([{ price: 19_500, ruleOf: 'override' }]);
    await at.ok(at.manager, 'PATCH', `/api/variants/${variantId}`, { price: 21_000 });
    expect(await offerPrice()).toBe(19_500);
    await take('price');
    expect(await offerPrice()).toBe(23_100);
    // A slip is caught here as anywhere.
    await put({ prices: [{ variantId, price: 2_000 }] });
    expect(await offerPrice()).toBe(23_100);
    expect((await at.failures()).map((failure) => failure.cause)).toContain('price-falls');
    await take('price');
    await at.quiet();
    expect((await at.failures()).map((failure) => failure.cause)).not.toContain('price-falls');
  });

  it('attributes of one shop alone stand before it is listed there, and are seen and taken back with the rest', async () => {
    const fresh = await at.product('KHS-2', 'Kopi Bubuk');
    await at.ok(at.manager, 'PUT', '/api/attribute-values', { shop: at.shopId, product: fresh, attribute: 'origin', values: [{ text: 'Umum' }] });
    await at.ok(at.manager, 'PUT', '/api/attribute-values', { shop: at.shopId, product: fresh, here: true, attribute: 'origin', values: [{ text: 'Khusus' }] });
    const shown = await at.ok<Overrides>(at.manager, 'GET', `/api/overrides/${at.shopId}/${fresh}`);
    expect(shown).toMatchObject({ items: [{ field: 'attributes.origin', value: [{ text: 'Khusus' }] }], origins: { attributes: { origin: 'override' } } });
    const [listed] = await at.publish(fresh);
    expect(at.market.sent('KHS-2')?.attributes.origin).toEqual([{ text: 'Khusus' }]);
    expect(await at.ok(at.manager, 'GET', `/api/attribute-values?listing=${listed?.listingId ?? ''}`)).toMatchObject({ items: [{ id: 'origin', level: 'listing' }] });
    await at.ok(at.manager, 'DELETE', `/api/overrides/${at.shopId}/${fresh}?field=attributes.origin`);
    await at.quiet();
    expect(at.market.sent('KHS-2')?.attributes.origin).toEqual([{ text: 'Umum' }]);
  });

  it('refuses what cannot be, in plain words; a unit words its own in the shop above, its price it does not', async () => {
    expect(await at.manager.send('PUT', path(), { photos: ['999999'] })).toMatchObject({ status: 422, body: { code: 'SRT-LST-013' } });
    expect(await at.manager.send('PUT', path(), { prices: [{ variantId: '999999', price: 5 }] })).toMatchObject({ status: 422, body: { code: 'SRT-LST-012' } });
    expect((await at.manager.send('PUT', path(), { title: 'x'.repeat(256) })).status).toBe(400);
    expect(await at.manager.send('GET', `/api/overrides/${at.shopId}/999999`)).toMatchObject({ status: 404, body: { code: 'SRT-LST-010' } });
    const own = await at.product('KHS-3', 'Kopi Bubuk', { unit: true }), theirs = `/api/overrides/${at.shopId}/${own}`;
    const unitVariant = (await at.unit.get<{ variants: { id: string }[] }>(`/api/products/${own}`)).body.variants[0]?.id ?? '';
    expect(await at.ok(at.unit, 'PUT', theirs, { title: 'Dari unit' })).toMatchObject({ items: [{ field: 'title', value: 'Dari unit' }], shows: null });
    expect(await at.unit.send('PUT', theirs, { prices: [{ variantId: unitVariant, price: 5_000 }] })).toMatchObject({ status: 403, body: { code: 'SRT-LST-014' } });
    expect((await at.unit.send('PUT', path(), { title: 'Bukan milik unit' })).status).toBe(404);
    for (const method of ['GET', 'PUT', 'DELETE']) expect((await at.stranger.send(method, path(), method === 'PUT' ? { title: 'x' } : undefined)).status).toBe(422);
    await at.publish(own);
    expect(at.market.sent('KHS-3')?.title).toBe('Dari unit');
  });

  describe('a template of descriptions', () => {
    const templates = '/api/description-templates', body = '{nama}\n\n{deskripsi}\n\nP-IRT: {pirt}\nHalal: {halal}\nBerat: {berat}\nDari {koperasi}';
    const preview = (more: object) => at.manager.send<{ text: string; length: number; limit: { max: number } | null; issues: { cause: string }[]; code: string; unknown: string[] }>('POST', `${templates}/previews`, { productId: made.id, shop: at.shopId, ...more });

    it('is tried on a product before it counts, with what the marketplace would say', async () => {
      const tried = await preview({ body });
      expect(tried.body.text).toBe('Kopi katalog baru\n\nDeskripsi baru.\n\nBerat: 250 gram\nDari Koperasi Uji');
      expect(tried.body).toMatchObject({ sent: tried.body.text, format: 'plain' });
      expect([tried.body.length, tried.body.limit?.max, tried.body.issues]).toEqual([tried.body.text.length, 5_000, []]);
      expect((await preview({ body: `${'x'.repeat(4_990)} {nama}` })).body.issues).toMatchObject([{ cause: 'description-too-long' }]);
      expect(await preview({ body: '{nama} {harga}' })).toMatchObject({ status: 422, body: { code: 'SRT-LST-015', unknown: ['harga'] } });
      expect(await preview({ body: '<b>{nama}</b>' })).toMatchObject({ status: 422, body: { code: 'SRT-LST-019' } });
      expect(sent()?.description).toBe('Deskripsi baru.');
    });

    it('serves all products of the marketplace, a unit\'s too until it has its own; an override beats it', async () => {
      await at.ok(at.manager, 'PUT', `${templates}/shelf`, { body });
      await at.quiet();
      expect([sent()?.description, at.market.sent('KHS-3')?.description]).toEqual([expect.stringContaining('Dari Koperasi Uji'), expect.stringContaining('Dari Unit Uji')]);
      expect((await detail()).origins.description).toBe('template');
      expect(await at.ok(at.unit, 'GET', templates)).toMatchObject({ items: [{ marketplace: 'shelf', cooperativeId: at.house.cooperativeId }], variables: expect.arrayContaining(['nama', 'pirt']) as unknown });
      await at.ok(at.unit, 'PUT', `${templates}/shelf`, { body: 'Unit: {nama}' });
      await put({ description: 'Hanya di toko ini.' });
      await at.quiet();
      expect([sent()?.description, at.market.sent('KHS-3')?.description]).toEqual(['Hanya di toko ini.', expect.stringMatching(/^Unit: /)]);
      await take();
      expect((await at.unit.send('DELETE', `${templates}/shelf`, undefined, { 'if-match': '"1"' })).status).toBe(204);
      await at.quiet();
      expect(at.market.sent('KHS-3')?.description).toContain('Dari Unit Uji');
    });

    it('asks for the version it was based on, and gives the catalogue its place back', async () => {
      expect(await at.manager.send('PUT', `${templates}/shelf`, { body: 'x' })).toMatchObject({ status: 428, body: { code: 'SRT-LST-017' } });
      expect(await at.manager.send('PUT', `${templates}/shelf`, { body: 'x' }, { 'if-match': '"7"' })).toMatchObject({ status: 412, body: { code: 'SRT-LST-018' } });
      expect(await at.manager.send('PUT', `${templates}/nowhere`, { body: 'x' })).toMatchObject({ status: 404, body: { code: 'SRT-LST-016' } });
      expect((await at.stranger.send<{ items: unknown[] }>('GET', templates)).body.items).toEqual([]);
      expect((await at.manager.send('DELETE', `${templates}/shelf`, undefined, { 'if-match': '"1"' })).status).toBe(204);
      await at.quiet();
      expect(sent()?.description).toBe('Deskripsi baru.');
    });
  });
});
