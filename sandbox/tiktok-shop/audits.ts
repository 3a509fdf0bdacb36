/** Audits: a new product waits in PENDING; an edit of a live one waits beside it while the old version stays live. Each ends after `auditMs`, as `audit` says, or by hand. */
import type { Product } from './documents.js';
import { announceAudit, announceProduct } from './webhooks.js';
import type { World } from './world.js';

export function beginAudit(world: World, product: Product): void {
  if (product.waiting === null) product.status = 'PENDING';
  Object.assign(product, { audit: 'AUDITING', reasons: [], round: product.round + 1 });
  world.putProduct(product);
  world.kit.schedule.at(world.kit.clock.now() + world.kit.settings().auditMs, 'tiktok-shop/audit', { shop: product.shop, product: product.id, round: String(product.round) });
}

export function endAudit(world: World, product: Product, verdict: 'approve' | 'reject', reason: string): void {
  const first = product.status === 'PENDING';
  if (verdict === 'approve') {
    const gone = new Set(product.waiting ? Object.keys(product.offers).filter((id) => !product.waiting?.skus.some((sku) => sku.id === id)) : []);
    Object.assign(product, { live: product.waiting ?? product.live, waiting: null, audit: 'APPROVED', reasons: [], offers: Object.fromEntries(Object.entries(product.offers).filter(([id]) => !gone.has(id))) });
    if (first) Object.assign(product, { status: 'ACTIVATE', off: [] });
  } else {
    Object.assign(product, { audit: 'FAILED', reasons: [reason] });
    if (first) product.status = 'FAILED';
  }
  product.seenFrom = world.kit.clock.now() + world.kit.settings().searchLagMs;
  world.putProduct(product);
  announceProduct(world, product, verdict === 'reject' ? 'PRODUCT_AUDIT_FAILURE' : first ? 'PRODUCT_FIRST_PASS_REVIEW' : 'PRODUCT_STATUS_CHANGED');
  announceAudit(world, product);
}

/** What a schedule's task says: only the last audit of a product decides. */
export function auditDue(world: World, { shop = '', product: id = '', round }: Readonly<Record<string, string>>): void {
  const product = world.products(shop).get(id);
  if (product?.audit === 'AUDITING' && String(product.round) === round) endAudit(world, product, world.kit.settings().audit, 'Foto utama tidak jelas.');
}
