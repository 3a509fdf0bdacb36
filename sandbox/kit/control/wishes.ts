/** Reads what the control door's bodies ask of a practice. */
import { Fields } from '../fields.js';
import { Refusal } from '../refusal.js';
import type { ListingEdit, MoveWish, OrderWish } from '../simulator.js';

type Line = OrderWish['lines'][number];

export function readOrder(body: unknown): OrderWish {
  const fields = new Fields(body, ['shop', 'lines', 'buyer', 'unpaid', 'at']);
  return { shop: fields.mustText('shop'), lines: readLines(fields) ?? none('lines'), buyer: fields.text('buyer'), unpaid: fields.bool('unpaid'), at: fields.instant('at') };
}

export function readMove(order: string, body: unknown): MoveWish {
  const fields = new Fields(body, ['to', 'shop', 'by', 'reason', 'tracking', 'lines']);
  return {
    order, to: fields.mustText('to'), shop: fields.text('shop'), by: fields.has('by') ? fields.oneOf('by', ['buyer', 'seller', 'system'] as const) : undefined,
    reason: fields.text('reason'), tracking: fields.text('tracking'), lines: readLines(fields),
  };
}

export function readEdit(listing: string, body: unknown): ListingEdit {
  const fields = new Fields(body, ['shop', 'variant', 'title', 'price', 'stock', 'unlist', 'delete', 'ban', 'audit', 'reason', 'lock']);
  const lock = fields.raw('lock');
  const ban = fields.raw('ban');
  const edit: ListingEdit = {
    listing, shop: fields.text('shop'), variant: fields.text('variant'), title: fields.text('title'), price: fields.whole('price'), stock: fields.whole('stock'),
    unlist: fields.bool('unlist'), delete: fields.bool('delete'), ban: ban === null ? null : ban === true ? 'melanggar aturan' : fields.text('ban'),
    audit: fields.has('audit') ? fields.oneOf('audit', ['approve', 'reject'] as const) : undefined, reason: fields.text('reason'),
    lock: lock === undefined || lock === null ? lock as null | undefined : readLock(lock),
  };
  if (Object.entries(edit).every(([name, value]) => ['listing', 'shop', 'variant', 'reason'].includes(name) || value === undefined)) throw new Refusal(400, 'Nothing to change.');
  return edit;
}

function readLock(body: unknown): NonNullable<ListingEdit['lock']> {
  const fields = new Fields(body, ['quantity', 'until'], 'lock');
  return { quantity: fields.whole('quantity'), until: fields.instant('until') ?? none('lock.until') };
}

function readLines(fields: Fields): readonly Line[] | undefined {
  return fields.list('lines')?.map((line) => {
    const read = new Fields(line, ['sku', 'id', 'quantity'], 'lines');
    const wish = { sku: read.text('sku'), id: read.text('id'), quantity: read.must('quantity', 1, 1_000_000) };
    if (wish.sku === undefined && wish.id === undefined) throw new Refusal(400, 'Each line needs a sku or an id.');
    return wish;
  });
}

function none(name: string): never {
  throw new Refusal(400, `${name} is missing.`);
}
