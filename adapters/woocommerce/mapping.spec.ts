import { describe, expect, it } from '@jest/globals';
import type { ListingDraft } from '../contract/index.js';
import { isSimple, minor, numeric, ownSku, parentSku, productFields, stockFields, variationFields } from './mapping.js';
import { order } from './orders.js';
import { item, plainText, tolerant } from './wire.js';

const variant = (sku: string, choice: Record<string, string>): ListingDraft['variants'][number] => ({ sku, choice, price: 45_000n, quantity: 12, photo: null, grams: 250, mm: [100, 50, 205] });
const draft = (variants: ListingDraft['variants'], more: Partial<ListingDraft> = {}): ListingDraft =>
  ({ code: 'KOPI', category: '9', title: 'Kopi <Gayo> & Teh', description: 'Satu\ndua\n\n<b>tiga</b>', brand: null, attributes: {}, photos: [], variants, ...more });

describe('a draft in the shop\'s words', () => {
  it('is simple only without choices', () => {
    expect(isSimple(draft([variant('A', {})]))).toBe(true);
    expect(isSimple(draft([variant('A', { Berat: '1 kg' })]))).toBe(false);
  });
  it('gives one SKU to one owner', () => {
    expect(ownSku(draft([variant('KOPI', {})]))).toBe('KOPI');
    expect(parentSku(draft([variant('KOPI-1', { B: '1' }), variant('KOPI-2', { B: '2' })]))).toBe('KOPI');
    expect(parentSku(draft([variant('KOPI', { B: '1' }), variant('KOPI-2', { B: '2' })]))).toBe('KOPI-PARENT');
  });
  it('keeps text text', () => {
    expect(productFields(draft([variant('A', {})]), {}, [])).toMatchObject({ name: 'Kopi &lt;Gayo&gt; & Teh', description: '<p>Satu<br>dua</p><p>&lt;b&gt;tiga&lt;/b&gt;</p>' });
  });
  it('turns grams and millimetres into the shop\'s units', () => {
    expect(productFields(draft([variant('A', {})]), {}, [])).toMatchObject({ weight: '0.25', dimensions: { length: '10', width: '5', height: '20.5' } });
    expect(productFields(draft([variant('A', {})]), { weight_unit: 'g', dimension_unit: 'm' }, [])).toMatchObject({ weight: '250', dimensions: { length: '0.1', width: '0.05', height: '0.205' } });
  });
  it('lists each option once and names a variation\'s own', () => {
    const two = draft([variant('A', { Berat: '1 kg', Rasa: 'Asin' }), variant('B', { Berat: '1 kg', Rasa: 'Manis' })], { attributes: { '3': [{ text: 'Robusta' }], Asal: [{ id: 'Gayo' }] } });
    expect(productFields(two, {}, []).attributes).toMatchObject([{ id: 0, name: 'Berat', options: ['1 kg'], variation: true }, { name: 'Rasa', options: ['Asin', 'Manis'] }, { id: 3, options: ['Robusta'], variation: false }, { id: 0, name: 'Asal', options: ['Gayo'] }]);
    expect(variationFields(two, variant('B', { Berat: '1 kg', Rasa: 'Manis' }), {}).attributes).toEqual([{ name: 'Berat', option: '1 kg' }, { name: 'Rasa', option: 'Manis' }]);
  });
  it('never sends price or stock of what exists', () => {
    const sent = JSON.stringify([productFields(draft([variant('A', {})]), {}, []), variationFields(draft([variant('A', { B: '1' })]), variant('A', { B: '1' }), {})]);
    expect(sent).not.toMatch(/price|stock/);
  });
  it('stops sales at 0', () => expect(stockFields(0n)).toEqual({ manage_stock: true, stock_quantity: 0, backorders: 'no' }));
});

describe('money', () => {
  it.each([['45000', 'IDR', 45_000n], ['45000.00', 'IDR', 45_000n], ['45000.50', 'IDR', 45_001n], ['12.5', 'USD', 1250n], ['-45000', 'IDR', -45_000n], ['9007199254740993', 'IDR', 9_007_199_254_740_993n], ['', 'IDR', null], ['1,5', 'IDR', null]])('%s %s', (text, currency, value) => {
    expect(minor(text, currency)).toBe(value);
  });
});

describe('the shop\'s documents', () => {
  it('keep ids beyond 2^53', () => {
    expect(item({ id: '9007199254740993', type: 'simple' }).id).toBe('9007199254740993');
    expect(numeric('9007199254740993')).toBe('9007199254740993');
    expect(numeric('42')).toBe(42);
  });
  it('lose no page to one that cannot be read', () => {
    expect(tolerant([{ id: 1 }, { id: 'satu' }, null], item)).toMatchObject([{ id: '1' }, { undecodable: '{"id":"satu"}' }, { undecodable: 'null' }]);
  });
  it('hand out names without entities', () => expect(plainText('Kopi &amp; Teh &#8211; &lt;1 kg&gt; &unknown;')).toBe('Kopi & Teh – <1 kg> &unknown;'));
});

describe('an order', () => {
  const doc = (more: Record<string, unknown> = {}) => ({
    id: '9007199254740995', number: 'TK-17', status: 'processing', currency: 'IDR', total: '99000.00', date_created_gmt: '2026-11-24T10:00:00', date_modified_gmt: '2026-11-24T10:05:00', date_paid_gmt: '2026-11-24T10:04:00', payment_method: 'midtrans',
    billing: { first_name: 'Sri', last_name: 'Wahyuni', address_1: 'Jl. Mawar 1', city: 'Solo', state: 'JT', phone: '0812' }, shipping: {},
    line_items: [{ id: 5, name: 'Kopi &amp; Teh', product_id: 7, variation_id: 0, sku: 'KOPI', quantity: 2, subtotal: '100000.00', total: '90000.00', total_tax: '9000.00' }], refunds: [], ...more,
  });
  const none = new Map();
  const paid = (more: Record<string, unknown>) => order(doc(more), none, 60).paidAt;
  const placed = Date.UTC(2026, 10, 24, 10, 0, 0);

  it('is read whole', () => {
    expect(order(doc(), none, 60)).toMatchObject({
      id: '9007199254740995', number: 'TK-17', status: 'to-ship', rawStatus: 'processing', total: 99_000n, placedAt: placed, paidAt: placed + 240_000, changedAt: placed + 300_000, expiresAt: null,
      buyer: { name: 'Sri Wahyuni', phone: '0812', address: 'Jl. Mawar 1, Solo, JT' },
      lines: [{ id: '5', itemId: '7', variantId: '', title: 'Kopi & Teh', quantity: 2, cancelled: 0, unitPaid: 49_500n, sellerDiscount: 10_000n, platformDiscount: 0n }],
    });
  });
  it.each([['pending', 'unpaid'], ['on-hold', 'held'], ['processing', 'to-ship'], ['completed', 'completed'], ['cancelled', 'cancelled'], ['failed', 'cancelled'], ['refunded', 'cancelled'], ['checkout-draft', 'unknown'], ['trash', 'unknown'], ['dikemas', 'unknown']])('%s is %s', (raw, status) => {
    expect(order(doc({ status: raw }), none, 60)).toMatchObject({ status, rawStatus: raw });
  });
  it('R1: stock counts as taken no later than it was', () => {
    expect(paid({ status: 'pending', date_paid_gmt: null })).toBeNull();
    expect(paid({ status: 'on-hold', date_paid_gmt: null })).toBe(placed);
    expect(paid({ payment_method: 'bacs' })).toBe(placed);
    expect(paid({ status: 'processing', date_paid_gmt: null, payment_method: 'cod' })).toBe(placed);
  });
  it('lapses when the shop\'s hold ends', () => expect(order(doc({ status: 'pending' }), none, 90).expiresAt).toBe(placed + 90 * 60_000));
  it('counts what a refund gave back', () => {
    const refunds = new Map([['9007199254740995', [{ id: 1, line_items: [{ id: 9, quantity: -1, meta_data: [{ key: '_refunded_item_id', value: '5' }] }] }]]]);
    expect(order(doc(), refunds, 60).lines[0]?.cancelled).toBe(1);
  });
  it('cannot be read without its date or amount', () => {
    expect(() => order(doc({ date_created_gmt: 'kemarin' }), none, 60)).toThrow('cannot be read');
    expect(() => order(doc({ total: 'gratis' }), none, 60)).toThrow('no amount');
  });
});
