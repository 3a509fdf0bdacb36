/** What a buyer or a seller cannot have because it is not there, in the same words on every marketplace. */
import { Refusal } from './refusal.js';
import type { ListingEdit } from './simulator.js';

export function nothingOnSale(wish: { readonly sku?: string; readonly id?: string }): Refusal {
  return new Refusal(409, `Nothing that is on sale here has the ${wish.id !== undefined ? `id ${wish.id}` : `SKU ${wish.sku ?? ''}`}.`);
}

/** Throws Refusal 409 where the lines of one thing together want more than there is. `of`: what tells things apart, how many there are, and what to call it. */
export function mustBeInStock<Line extends { readonly quantity: number }>(lines: readonly Line[], of: (line: Line) => { readonly thing: unknown; readonly stock: number; readonly name: string }): void {
  for (const line of lines) {
    const { thing, stock, name } = of(line);
    const wanted = lines.reduce((sum, one) => sum + (of(one).thing === thing ? one.quantity : 0), 0);
    if (stock < wanted) throw new Refusal(409, `Only ${stock} of ${name} are in stock.`);
  }
}

/** Throws Refusal 409 where an edit would leave less than a promotion keeps, or have it keep more than there is. */
export function mustKeep(edit: Pick<ListingEdit, 'stock' | 'lock'>, { stock, kept }: { readonly stock: number; readonly kept: number }, promotion: 'promotion' | 'campaign'): void {
  if (edit.stock !== undefined && edit.stock < kept) throw new Refusal(409, `A ${promotion} keeps ${kept}: the stock cannot be less.`);
  const there = edit.stock ?? stock;
  if ((edit.lock?.quantity ?? 0) > there) throw new Refusal(409, `Only ${there} are there to keep for a ${promotion}.`);
}
