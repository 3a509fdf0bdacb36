import { plainText } from '../../adapters/contract/index.js';
import type { ListingSource } from './source-shape.js';

type Words = Pick<ListingSource, 'product'> & { readonly variants: readonly { readonly grams: number | null }[] };

const weight = (grams: number): string => (grams >= 1_000 ? `${(grams / 1_000).toLocaleString('id-ID', { maximumFractionDigits: 3 })} kg` : `${grams} gram`);
/** "250 gram", or from the lightest to the heaviest variant. */
function weights(grams: readonly (number | null)[]): string {
  const known = grams.flatMap((value) => value ?? []), low = Math.min(...known), high = Math.max(...known);
  return known.length === 0 ? '' : low === high ? weight(low) : `${weight(low)} – ${weight(high)}`;
}

/** What a template may name. */
const values: Readonly<Record<string, (source: Words) => string | null | undefined>> = {
  nama: ({ product }) => product.title, merek: ({ product }) => product.brand, asal: ({ product }) => product.attributes.origin, berat: ({ variants }) => weights(variants.map((variant) => variant.grams)),
  pirt: ({ product }) => product.attributes.permitNo, halal: ({ product }) => product.attributes.halalNo, koperasi: ({ product }) => product.cooperative, kode: ({ product }) => product.code, deskripsi: ({ product }) => plainText(product.description),
};
export const templateVariables: readonly string[] = Object.keys(values);

const variable = /\{\s*([^{}\n]*?)\s*\}/g;
/** Names in braces that no template knows, as written. */
export const unknownVariables = (template: string): string[] => [...new Set([...template.matchAll(variable)].map((match) => match[1] ?? '').filter((name) => !Object.hasOwn(values, name.toLowerCase())))];

/** Pure: the template with a product's values. A line of which every variable is empty is left out; what a value holds is never read as a template. What comes out is words, whatever the description was pasted as: markup is made of it where a marketplace wants some. */
export function fillTemplate(template: string, source: Words): string {
  const lines = template.replaceAll('\r\n', '\n').split('\n').flatMap((line) => {
    let named = 0, filled = 0;
    const text = line.replace(variable, (whole, name: string) => {
      const read = Object.hasOwn(values, name.toLowerCase()) ? values[name.toLowerCase()] : undefined;
      if (!read) return whole;
      const value = (read(source) ?? '').trim();
      named += 1;
      if (value !== '') filled += 1;
      return value;
    });
    return named > 0 && filled === 0 ? [] : [text.trimEnd()];
  });
  return lines.join('\n').replace(/\n{3,}/g, '\n\n').trim();
}
