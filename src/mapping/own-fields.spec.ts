import { describe, expect, it } from '@jest/globals';
import type { AttributeRule } from '../../adapters/contract/index.js';
import { ownValue } from './own-fields.js';
import { plain } from './words/words.js';

const rule = (name: string, options: readonly string[] = [], more: Partial<AttributeRule> = {}): AttributeRule => ({ id: name, name, required: false, kind: options.length > 0 ? 'one' : 'text', values: options.map((option) => ({ id: `#${option}`, name: option })), custom: false, units: [], variation: false, ...more });
const product = { halalNo: 'ID35110001007809026', permitNo: 'P-IRT 4333766235610-27', origin: 'Bojonegoro' };
const of = (asked: AttributeRule, own: Parameters<typeof ownValue>[1] = product): string | null => { const [value] = ownValue(asked, own, (text) => asked.values.find((option) => plain(option.name) === plain(text))?.id ?? null)?.values ?? []; return value?.text ?? value?.id ?? null; };

describe("a product's own fields", () => {
  it.each([
    // As the practice marketplaces call them.
    ['Country of Origin', ['Indonesia', 'Malaysia', 'Other'], '#Indonesia'], ['country_origin', ['Indonesia', 'Malaysia'], '#Indonesia'], ['Halal', ['Yes', 'No'], '#Yes'], ['halal_certified', ['Yes', 'No'], '#Yes'], ['Sertifikat Halal', ['Ya', 'Tidak'], '#Ya'],
    ['Kehalalan', ['Halal', 'Belum bersertifikat'], '#Halal'], ['Asal panen', [], 'Bojonegoro'], ['BPOM Number', [], null], ['BPOM', [], null],
    ['Negara Asal', [], 'Indonesia'], ['Nomor P-IRT', [], product.permitNo], ['No. Izin Edar', [], product.permitNo], ['Nomor Sertifikat Halal', [], product.halalNo], ['Daerah Asal', ['Tuban', 'Bojonegoro'], '#Bojonegoro'],
    ['Kehalalan', ['Tidak halal', 'Belum'], null], ['Masa Simpan', [], null], ['Original', [], null],
  ])('%s %j gets %s', (name, options, expected) => expect(of(rule(name, options))).toBe(expected));

  it('a BPOM number fills a BPOM attribute, and no P-IRT one', () => expect(['BPOM Number', 'Nomor P-IRT', 'Izin Edar'].map((name) => of(rule(name), { permitNo: 'BPOM RI MD 224510001234' }))).toEqual(['BPOM RI MD 224510001234', null, 'BPOM RI MD 224510001234']));
  it('a place nobody knows is no country, and stays as it is where words may stand', () => expect([of(rule('Country of Origin', ['Indonesia']), { origin: 'Lereng Sumbing' }), of(rule('Negara Asal'), { origin: 'Lereng Sumbing' })]).toEqual([null, 'Lereng Sumbing']));
  it('what is not said is not answered, and what does not fit is not sent', () => expect([of(rule('Halal', ['Yes', 'No']), {}), of(rule('Halal', ['Yes', 'No']), { halalNo: ' ' }), of(rule('Asal', [], { length: { min: 1, max: 5, countedIn: 'code-points' } })), of(rule('Asal', [], { kind: 'number' })), of(rule('Asal', [], { variation: true }))]).toEqual([null, null, null, null, null]));
});
