import { describe, expect, it } from '@jest/globals';
import { matchRows, type OurVariant, type TheirRow } from './match-rows.js';
import { choiceLikeness, rarityOf, titleLikeness, tokensOf } from './similar-titles.js';

const own = (variantId: string, sku: string, more: Partial<OurVariant> = {}): OurVariant => ({ variantId, productId: more.productId ?? variantId, sku, title: 'Kopi Bubuk Robusta', choice: [], price: 20_000n, taken: false, ...more });
const row = (id: string, sku: string, more: Partial<TheirRow> = {}): TheirRow => ({ id, item: more.item ?? id, sku, title: 'Lain sama sekali', choice: [], price: 20_000n, ...more });
const found = async (ours: readonly OurVariant[], theirs: readonly TheirRow[]): Promise<unknown[]> => (await matchRows(ours, theirs)).map((match) => [match.class, match.how, match.variantId]);

describe('matching by SKU', () => {
  it('is to the letter first, then by letters and digits', async () => expect(await found([own('1', 'K-1'), own('2', 'K-2')], [row('a', 'K-1'), row('b', ' k_2 ')])).toEqual([['matched', 'sku', '1'], ['matched', 'near', '2']]));
  it('needs a SKU that is unique there', async () => expect(await found([own('1', 'K-1')], [row('a', 'K-1'), row('b', 'K-1')])).toEqual([['ambiguous', 'doubled', null], ['ambiguous', 'doubled', null]]));
  it('needs a SKU that is unique here, as two units may use the same', async () => expect(await found([own('1', 'K-1'), own('2', 'K-1')], [row('a', 'K-1')])).toEqual([['ambiguous', 'doubled', null]]));
  it('takes none of ours twice: to the letter wins over nearly', async () => expect(await found([own('1', 'K-1')], [row('a', 'k1'), row('b', 'K-1')])).toEqual([['ambiguous', 'doubled', null], ['matched', 'sku', '1']]));
  it('takes none that stands for another row already', async () => expect(await found([own('1', 'K-1', { taken: true })], [row('a', 'K-1')])).toEqual([['ambiguous', 'taken', null]]));
  it('sees no SKU in what has neither letter nor digit', async () => expect(await found([own('1', '--')], [row('a', ''), row('b', ' - ')])).toEqual([['unknown', null, null], ['unknown', null, null]]));
  it('keeps one product to a listing, and one listing to a product', async () => {
    const ours = [own('1', 'A-1', { productId: '10' }), own('2', 'A-2', { productId: '10' }), own('3', 'B-1', { productId: '20' }), own('4', 'A-3', { productId: '10' })];
    expect(await found(ours, [row('a', 'A-1', { item: 'X' }), row('b', 'A-2', { item: 'X' }), row('c', 'B-1', { item: 'X' }), row('d', 'A-3', { item: 'Y' })]))
      .toEqual([['matched', 'sku', '1'], ['matched', 'sku', '2'], ['ambiguous', 'split', null], ['ambiguous', 'split', null]]);
  });
});

describe('likeness', () => {
  it('proposes and never matches, the best first, and of a listing whose other rows are matched only that product', async () => {
    const ours = [own('1', 'K-1', { choice: ['100 gram'], productId: '10' }), own('2', 'K-2', { choice: ['1 kg'], productId: '10' }), own('3', 'L-1', { choice: ['1 kg'], productId: '20' })];
    const [, second] = await matchRows(ours, [row('a', 'K-1', { item: 'X', title: 'KOPI BUBUK ROBUSTA murah', choice: ['100 gr'] }), row('b', '', { item: 'X', title: 'KOPI BUBUK ROBUSTA murah', choice: ['1kg'] })]);
    expect(second).toMatchObject({ class: 'ambiguous', how: 'title', variantId: null, candidates: [{ variantId: '2' }] });
    expect(second?.candidates).toHaveLength(1);
    expect(second?.score).toBeGreaterThan(0.9);
  });
  it('knows nothing of what is like nothing', async () => expect(await found([own('1', 'K-1')], [row('a', '', { title: 'Sepeda anak roda tiga' })])).toEqual([['unknown', null, null]]));

  const rarity = rarityOf([['kopi'], ['teh']]), like = (ours: string, theirs: string): number => titleLikeness(tokensOf(ours), tokensOf(theirs), rarity);
  it.each([['Biji Kopi Sangrai', 'BIJI KOI SANGRAI'], ['Kopi Tanpa Campuran', 'Kopi Tnp Campuran'], ['Tunik Motif Kembang', 'Tunik Mtf Kembang (Ready Stok)'], ['Botol Kaca 150 gram', 'btl kaca 150gr'], ['Kopi Bubuk Robusta', 'Bubuk Kopi Robusta MURAH - BISA COD'], ['House Blend Espresso', 'HouseBlend Espresso']])(
    '%s is %s', (ours, theirs) => expect(like(ours, theirs)).toBeGreaterThan(0.7));
  it.each([['Kopi Bubuk Robusta', 'Teh Hitam Melati'], ['Batik Tulis 150 cm', 'Batik Tulis 250 cm lebar']])('%s is not quite %s', (ours, theirs) => expect(like(ours, theirs)).toBeLessThan(0.85));
  it('half a choice is another choice', () => expect([choiceLikeness(['Merah'], ['Merah']), choiceLikeness(['Merah'], ['Merah Bata']) < 0.6, choiceLikeness(['100 gram'], ['100gr']), choiceLikeness([], [])]).toEqual([1, true, 1, 1]));
});
