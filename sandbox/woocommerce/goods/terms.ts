import type { Term } from '../documents.js';
import type { Shop } from '../shop.js';

/** Categories, tags, brands and the values of global attributes are all terms of one table. */
export const slugOf = (text: string) => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/&/g, ' ').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

export function freeSlug(wish: string, taken: (slug: string) => boolean): string {
  if (!taken(wish)) return wish;
  let n = 2;
  while (taken(`${wish}-${n}`)) n++;
  return `${wish}-${n}`;
}

export function termsOf(shop: Shop, taxonomy: string): Term[] {
  return [...shop.shelves.terms.all()].filter((term) => term.taxonomy === taxonomy);
}

/** Those that exist; unknown ids are dropped without a word, as the shop does. */
export function termsById(shop: Shop, taxonomy: string, ids: readonly number[]): number[] {
  return [...new Set(ids)].filter((id) => shop.shelves.terms.get(id)?.taxonomy === taxonomy);
}

/** Makes the ones that are not there yet. */
export function termsNamed(shop: Shop, taxonomy: string, names: readonly string[]): Term[] {
  const known = termsOf(shop, taxonomy);
  return names.map((name) => known.find((term) => term.name.toLowerCase() === name.toLowerCase()) ?? addTerm(shop, { taxonomy, name }));
}

export function addTerm(shop: Shop, fields: Partial<Term> & { taxonomy: string; name: string }): Term {
  const siblings = termsOf(shop, fields.taxonomy);
  const slug = freeSlug(fields.slug || slugOf(fields.name) || 'istilah', (wish) => siblings.some((term) => term.slug === wish));
  const term: Term = { parent: 0, description: '', display: 'default', menuOrder: 0, image: 0, ...fields, id: shop.next('terms'), slug };
  shop.shelves.terms.put(term);
  return term;
}

export function defaultCategory(shop: Shop): number {
  return termsOf(shop, 'category')[0]?.id ?? addTerm(shop, { taxonomy: 'category', name: 'Tak Berkategori' }).id;
}

/** How many products bear a term. */
export function countOf(shop: Shop, term: Term): number {
  let count = 0;
  for (const item of shop.shelves.items.all()) {
    if (item.parent !== 0 || item.status === 'trash') continue;
    const attribute = term.taxonomy.startsWith('attribute-') && item.attributes.some((entry) => `attribute-${entry.id}` === term.taxonomy && entry.options.includes(term.name));
    if (attribute || item.categories.includes(term.id) || item.tags.includes(term.id) || item.brands.includes(term.id)) count++;
  }
  return count;
}
