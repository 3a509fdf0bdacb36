import { causes, isCause, type Issue } from '../../adapters/contract/index.js';
import type { FactMap, Facts, Tx } from '../kernel/index.js';

/** Tells the dashboards of this co-op and its ancestors, after the commit, that something of this kind changed. */
export const notify = async (tx: Tx, cooperativeId: string, topic: string): Promise<void> => {
  await tx.rows(`SELECT pg_notify('serentak_change', $1)`, [`${cooperativeId}:${topic}`]);
};

/**
 * What needs a person: one open row per (shop, operation, subject, cause). An attempt's causes replace the open ones of its subject; causes that solve themselves are never written.
 * Subscribed at boot.
 */
export function subscribeFailures(facts: Facts): void {
  facts.hear('needs-person', writeFailures);
  // "Count the goods again": counted, it is mended.
  facts.hear('stock-changed', async (tx, { variantIds }) => {
    await tx.rows(
      `UPDATE app.failure f SET closed_at = app.now(), closed_as = 'mended' FROM unnest($1::text[], $2::bigint[]) AS v (subject, id) WHERE f.operation = 'ship' AND f.closed_at IS NULL AND f.subject = v.subject
         AND EXISTS (SELECT 1 FROM app.stock_movement m WHERE m.variant_id = v.id AND m.kind IN ('count', 'import') AND m.at >= f.last_at)`, [variantIds.map((id) => `variant:${id}`), variantIds]);
  });
}

async function writeFailures(tx: Tx, fact: FactMap['needs-person']): Promise<void> {
  const issues = fact.issues.filter((issue) => !isCause(issue.cause) || causes[issue.cause].severity !== 'waits');
  const byCause = new Map<string, typeof issues[number][]>();
  for (const issue of issues) byCause.set(issue.cause, [...(byCause.get(issue.cause) ?? []), issue]);
  const closed = await tx.rows(
    `UPDATE app.failure SET closed_at = app.now(), closed_as = 'mended' WHERE shop_id = $1 AND operation = $2 AND subject = $3 AND closed_at IS NULL AND cause <> ALL ($4) RETURNING id`, [fact.shopId, fact.operation, fact.subject, [...byCause.keys()]]);
  for (const [cause, found] of byCause) {
    const code = isCause(cause) ? causes[cause].code : causes.unknown.code;
    await tx.rows(
      `INSERT INTO app.failure AS f (cooperative_id, owner_id, shop_id, operation, subject, cause, code, product_id, order_id, field, issues, touched) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       ON CONFLICT (shop_id, operation, subject, cause) WHERE closed_at IS NULL DO UPDATE SET last_at = app.now(), times = f.times + 1, issues = excluded.issues, field = excluded.field, touched = excluded.touched`,
      [fact.cooperativeId, fact.ownerId, fact.shopId, fact.operation, fact.subject, cause, code, fact.productId ?? null, fact.orderId ?? null, found[0]?.field ?? null, JSON.stringify(found), fact.touched?.[cause] ?? null]);
  }
  await countUnknown(tx, fact, byCause.get('unknown') ?? []);
  if (closed.length > 0 || byCause.size > 0) await notify(tx, fact.cooperativeId, 'failures');
}

/** A code that no table knows counts itself, by marketplace: what is met often is learned first. */
async function countUnknown(tx: Tx, fact: FactMap['needs-person'], issues: FactMap['needs-person']['issues']): Promise<void> {
  const codes = new Map(issues.map((issue) => [issue.rawCode || '—', issue.rawMessage]));
  if (codes.size > 0) await tx.rows(
    `INSERT INTO app.unknown_code AS u (cooperative_id, marketplace, code, operation, message) SELECT s.cooperative_id, s.marketplace, left(x.code, 200), $4, left(x.message, 500) FROM app.shop s CROSS JOIN unnest($2::text[], $3::text[]) AS x (code, message) WHERE s.id = $1 ORDER BY x.code
     ON CONFLICT (cooperative_id, marketplace, code) DO UPDATE SET times = u.times + 1, last_at = app.now(), message = excluded.message, operation = excluded.operation`, [fact.shopId, [...codes.keys()], [...codes.values()], fact.operation]);
}

/** An issue of the house itself, without a vendor's words. */
export const houseIssue = (cause: Issue['cause'], params: Readonly<Record<string, string>> = {}, raw: { code?: string; message?: string } = {}): Issue => ({ cause, field: null, params, rawCode: raw.code ?? '', rawMessage: raw.message ?? '' });
