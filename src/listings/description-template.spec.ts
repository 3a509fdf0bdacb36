import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withMarkup } from '../../adapters/contract/index.js';
import { fillTemplate, templateVariables, unknownVariables } from './description-template.js';

const product = { id: '1', cooperativeId: '1', cooperative: 'KSU Sumbing', code: 'K-1', title: 'Kopi Bubuk', description: 'Baris satu.\nBaris dua.', brand: null, categoryId: null, category: null, axes: [], attributes: { permitNo: '12-34' }, archived: false };
const source = { product, variants: [{ grams: 250 }, { grams: 1_000 }, { grams: null }] };

describe('a template', () => {
  it('is filled, in any spelling of its names, without holes', () => {
    expect(fillTemplate('{nama} ({ Berat })\r\nMerek: {merek}\n\n\n\n{DESKRIPSI}\nP-IRT {pirt} · Halal {halal}\n{asal}\n', source)).toBe('Kopi Bubuk (250 gram – 1 kg)\n\nBaris satu.\nBaris dua.\nP-IRT 12-34 · Halal');
    expect(fillTemplate('{berat}', { product, variants: [{ grams: null }] })).toBe('');
  });
  it('knows its variables and names those it does not', () => {
    expect(unknownVariables('{nama} {Harga} {} {harga jual} {Harga}')).toEqual(['Harga', '', 'harga jual']);
    expect(unknownVariables(templateVariables.map((name) => `{${name}}`).join('\n'))).toEqual([]);
  });
  it('takes what was pasted as HTML as a person reads it, beside words that only look like code', () => {
    const pasted = { ...source, product: { ...product, title: 'Kopi <Gayo> & teh', description: '<p>Baris <b>satu</b>.</p><ul><li>tebal</li></ul>' } };
    expect(fillTemplate('{nama}\n{deskripsi}', pasted)).toBe('Kopi <Gayo> & teh\nBaris satu.\n\n- tebal');
    expect(withMarkup(fillTemplate('{nama}\n\n{deskripsi}', pasted))).toBe('<p>Kopi &lt;Gayo&gt; &amp; teh</p><p>Baris satu.</p><p>- tebal</p>');
  });
  it('never reads a value as a template, and leaves text without variables as it is', () => {
    fc.assert(fc.property(fc.string(), (title) => fillTemplate('>{nama}<', { ...source, product: { ...product, title } }) === (title.trim() === '' ? '' : `>${title.trim()}<`.replace(/\n{3,}/g, '\n\n').trim())));
    fc.assert(fc.property(fc.string().filter((text) => !/[{}\r\n]/.test(text)), (text) => fillTemplate(text, source) === text.trim()));
  });
});
