import { causes, isCause, type CauseEntry } from '../../adapters/contract/index.js';
import { fill, type FactIssue, type Tx } from '../kernel/index.js';
import { viewIssue } from '../listings/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { failureConditions, type FailureFilter } from './failure-filter.js';

const weight: Readonly<Record<CauseEntry['severity'], number>> = { stops: 0, decide: 1, blocks: 2, sells: 3, informs: 4, waits: 5 };
interface Group { cause: string; code: string; n: number; products: number; first_at: Date; last_at: Date; field: string | null; newest: string; shops: { id: string; name: string; marketplace: string; count: number }[]; sample: FactIssue | null }

/** Open failures by cause, worst first: what stops a shop, what a person must decide, what is not on sale, what sells with a defect, what is told ahead. */
export async function viewCauses(tx: Tx, filter: FailureFilter, marketplaces: Marketplaces, language: 'id' | 'en') {
  const { where, params } = failureConditions(filter);
  const groups = await tx.rows<Group>(
    `WITH open AS (SELECT f.* FROM app.failure f WHERE ${where}), by_shop AS (SELECT f.cause, s.id, s.name, s.marketplace, count(*)::int AS n FROM open f JOIN app.shop_names() s ON s.id = f.shop_id GROUP BY 1, 2, 3, 4)
     SELECT f.cause, min(f.code) AS code, count(*)::int AS n, count(DISTINCT f.product_id)::int AS products, min(f.first_at) AS first_at, max(f.last_at) AS last_at, min(f.field) AS field, (array_agg(f.issues -> 0 ORDER BY f.last_at DESC))[1] AS sample, (array_agg(f.id ORDER BY f.last_at DESC, f.id DESC))[1] AS newest,
       (SELECT jsonb_agg(jsonb_build_object('id', b.id::text, 'name', b.name, 'marketplace', b.marketplace, 'count', b.n) ORDER BY b.n DESC) FROM by_shop b WHERE b.cause = f.cause) AS shops
     FROM open f GROUP BY f.cause`, params);
  return groups.map((group) => {
    const entry: CauseEntry = isCause(group.cause) ? causes[group.cause] : causes.unknown;
    const toko = group.shops.length === 1 ? group.shops[0]?.name ?? '' : group.shops.map((shop) => shop.name).join(', ');
    const shown = viewIssue({ ...(group.sample ?? { field: null, rawCode: '', rawMessage: '' }), cause: group.cause }, toko, language);
    return {
      cause: group.cause, code: group.code, severity: entry.severity, owner: entry.owner, title: shown.title, sentence: shown.sentence, button: shown.button, field: group.field,
      shops: group.shops.map((shop) => ({ id: shop.id, name: shop.name, short: marketplaces.find(shop.marketplace)?.short ?? shop.marketplace, count: shop.count })), products: group.products, count: group.n, firstAt: group.first_at, lastAt: group.last_at, newest: group.newest,
    };
  }).sort((a, b) => weight[a.severity] - weight[b.severity] || b.count - a.count);
}

interface MemberRow { id: string; shop_id: string; shop: string; operation: string; subject: string; cause: string; issues: FactIssue[]; product_id: string | null; title: string | null; product_code: string | null; sha: string | null; order_id: string | null; number: string | null; times: number; first_at: Date; last_at: Date }

export async function viewMembers(tx: Tx, filter: FailureFilter, after: string | null, limit: number, language: 'id' | 'en') {
  const { where, params } = failureConditions(filter);
  const rows = await tx.rows<MemberRow>(
    `SELECT f.id, f.shop_id, s.name AS shop, f.operation, f.subject, f.cause, f.issues, f.product_id, p.title, p.code AS product_code, (SELECT x.sha256 FROM app.photo x WHERE x.product_id = p.id ORDER BY x.position, x.id LIMIT 1) AS sha, f.order_id, o.number, f.times, f.first_at, f.last_at
     FROM app.failure f JOIN app.shop_names() s ON s.id = f.shop_id LEFT JOIN app.product p ON p.id = f.product_id LEFT JOIN app.orders o ON o.id = f.order_id
     WHERE ${where} AND ($${params.push(after)}::bigint IS NULL OR f.id > $${params.length}) ORDER BY f.id LIMIT $${params.push(limit + 1)}`, params);
  const items = rows.slice(0, limit).map((row) => {
    const issues = row.issues.map((issue) => viewIssue(issue, row.shop, language));
    const [first] = issues;
    return {
      id: row.id, shopId: row.shop_id, shop: row.shop, operation: row.operation, subject: row.subject, cause: row.cause, product: row.product_id && { id: row.product_id, title: row.title, code: row.product_code, photo: row.sha && `/api/photos/${row.sha}?w=160` }, order: row.order_id && { id: row.order_id, number: row.number },
      field: first?.field ?? null, value: first?.value ?? null, rule: first?.rule ?? null, title: first?.title ?? '', sentence: first?.sentence ?? '', button: first?.button ?? '', raw: first?.raw ?? null, issues, times: row.times, firstAt: row.first_at, lastAt: row.last_at,
    };
  });
  return { items, next: rows.length > limit ? items.at(-1)?.id ?? null : null };
}

/** What waits by itself, apart from what needs a person: never a failure. */
export async function viewWaiting(tx: Tx, language: 'id' | 'en') {
  const rows = await tx.rows<{ shop_id: string; kind: string; n: number; until: Date | null; shop: string }>(
    `SELECT x.shop_id, x.kind, x.n, CASE WHEN x.until IN ('infinity', '-infinity') THEN NULL ELSE x.until END AS until, s.name AS shop FROM (
       SELECT l.shop_id, CASE WHEN l.quota_until > app.now() THEN 'allowance' WHEN l.reason IS NOT NULL THEN 'parked' WHEN l.state = 'review' OR l.ticket IS NOT NULL THEN 'review' WHEN l.not_before > app.now() THEN 'backoff' ELSE 'queue' END AS kind, count(*)::int AS n, min(CASE WHEN l.quota_until > app.now() THEN l.quota_until ELSE l.not_before END) AS until
         FROM app.listing l WHERE (l.wanted_rev > l.answered_rev OR l.ticket IS NOT NULL OR l.state = 'review') AND l.paused_at IS NULL GROUP BY 1, 2
       UNION ALL
       SELECT d.shop_id, CASE WHEN d.quota_until > app.now() THEN 'allowance' WHEN d.reason IS NOT NULL THEN 'parked' WHEN d.not_before > app.now() THEN 'backoff' ELSE 'offers' END, count(*)::int, min(CASE WHEN d.quota_until > app.now() THEN d.quota_until ELSE d.not_before END) FROM app.offer_side d WHERE d.due_at IS NOT NULL AND d.wanted_rev > d.answered_rev AND coalesce(d.reason, '') NOT IN ('not-open', 'needs-confirmation', 'theirs') GROUP BY 1, 2
       UNION ALL
       SELECT s.id, 'gate', 1, s.gate_until FROM app.shop s WHERE s.gate_until > app.now() AND s.gate_until < 'infinity'
       UNION ALL
       SELECT s.id, 'quota', count(*)::int, max(g.until) FROM app.gate g JOIN app.shop s ON g.scope = 'op' AND g.key = s.id::text WHERE g.until > app.now() GROUP BY s.id
     ) x JOIN app.shop_names() s ON s.id = x.shop_id ORDER BY x.shop_id, x.kind`);
  const words: Readonly<Record<string, { id: string; en: string }>> = {
    parked: { id: '{n} menunggu promosi atau libur di {toko} selesai', en: '{n} wait for a promotion or holiday of {toko} to end' }, review: { id: '{n} sedang diperiksa {toko}', en: '{n} are under review by {toko}' }, backoff: { id: '{n} dicoba lagi sendiri di {toko}', en: '{n} are tried again by themselves at {toko}' },
    queue: { id: '{n} tayangan dalam antrean {toko}', en: '{n} listings in the queue of {toko}' }, offers: { id: '{n} harga atau stok dalam antrean {toko}', en: '{n} prices or stocks in the queue of {toko}' }, gate: { id: '{toko} belum bisa dihubungi; kami coba lagi sendiri', en: '{toko} cannot be reached; we try again by ourselves' }, allowance: { id: '{n} menunggu jatah panggilan {toko}', en: '{n} wait for the call allowance of {toko}' }, quota: { id: 'Jatah panggilan {toko} habis', en: 'The call allowance of {toko} is used up' },
  };
  return rows.map((row) => ({ shopId: row.shop_id, shop: row.shop, kind: row.kind, count: row.n, until: row.until, sentence: fill(words[row.kind]?.[language] ?? '', { n: row.n, toko: row.shop }) }));
}
