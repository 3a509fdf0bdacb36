import { causes, isCause, type CauseEntry } from '../../adapters/contract/index.js';
import { fill, type FactIssue, type Reader, type Tx } from '../kernel/index.js';
import { linkOf, viewIssue } from '../listings/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { failureConditions, type FailureFilter } from './failure-filter.js';

const weight: Readonly<Record<CauseEntry['severity'], number>> = { stops: 0, decide: 1, blocks: 2, sells: 3, informs: 4, waits: 5 };
interface Group { cause: string; code: string; n: number; products: number; aside: number; mine: number; unassigned: number; first_at: Date; last_at: Date; field: string | null; newest: string; shops: { id: string; name: string; marketplace: string; count: number }[]; sample: FactIssue | null; assignees: { id: string; name: string; count: number }[] | null; trend: (number | null)[] | null }

/**
 * Open failures by cause, worst first: what stops a shop, what a person must decide, what is not on sale, what sells with a defect, what is told ahead. `trend`: how many came newly on each of the last seven spans of 24 hours, oldest first, be they
 * open still or not; `aside`: how many of this cause are put aside for a while. Both are left out of a brief.
 */
export async function viewCauses(tx: Tx, filter: FailureFilter, marketplaces: Marketplaces, reader: Reader & { readonly userId: string }, how: 'brief' | 'whole' = 'whole') {
  const { where, any, params } = failureConditions(filter), whole = (sql: string): string => (how === 'whole' ? sql : '');
  const me = `$${params.push(reader.userId)}::bigint`;
  const groups = await tx.rows<Group>(
    `WITH open AS ${filter.q ? '' : 'NOT'} MATERIALIZED (SELECT f.id, f.cause, f.code, f.shop_id, f.product_id, f.touched, f.first_at, f.last_at, f.field, f.assigned_to FROM app.failure f WHERE ${where}),
       parts AS MATERIALIZED (SELECT cause, shop_id, min(code) AS code, count(*)::int AS n, count(*) FILTER (WHERE assigned_to = ${me})::int AS mine, count(*) FILTER (WHERE assigned_to IS NULL)::int AS unassigned, min(first_at) AS first_at, max(last_at) AS last_at, min(field) AS field FROM open GROUP BY 1, 2),
       by_shop AS (SELECT o.cause, jsonb_agg(jsonb_build_object('id', s.id::text, 'name', s.name, 'marketplace', s.marketplace, 'count', o.n) ORDER BY o.n DESC, s.id) AS shops FROM parts o JOIN app.shop_names() s ON s.id = o.shop_id GROUP BY 1),
       many AS MATERIALIZED (SELECT DISTINCT cause, unnest(touched) AS p FROM open WHERE touched IS NOT NULL),
       ${whole(`by_person AS (SELECT o.cause, jsonb_agg(jsonb_build_object('id', o.assigned_to::text, 'name', coalesce(app.called(o.assigned_to), ''), 'count', o.n) ORDER BY o.n DESC, o.assigned_to) AS people FROM (SELECT cause, assigned_to, count(*)::int AS n FROM open WHERE assigned_to IS NOT NULL GROUP BY 1, 2) o GROUP BY 1),
       came AS (SELECT f.cause, extract(day FROM (SELECT app.now()) - f.first_at)::int AS ago, count(*)::int AS n FROM app.failure f WHERE f.first_at > app.now() - interval '7 days' AND f.first_at <= app.now() AND ${any} GROUP BY 1, 2),
       trend AS (SELECT c.cause, array_agg(x.n ORDER BY d.ago DESC) AS days FROM (SELECT DISTINCT cause FROM came) c CROSS JOIN generate_series(0, 6) AS d (ago) LEFT JOIN came x ON x.cause = c.cause AND x.ago = d.ago GROUP BY 1),
       aside AS (SELECT f.cause, count(*)::int AS n FROM app.failure f WHERE f.closed_at IS NULL AND f.dismissed_until > app.now() AND ${any} GROUP BY 1),`)}
       g AS (SELECT cause, min(code) AS code, sum(n)::int AS n, sum(mine)::int AS mine, sum(unassigned)::int AS unassigned, min(first_at) AS first_at, max(last_at) AS last_at, min(field) AS field FROM parts GROUP BY 1)
     SELECT g.*, (SELECT count(*) FROM (SELECT DISTINCT product_id FROM open o WHERE o.cause = g.cause AND touched IS NULL AND product_id IS NOT NULL) x)::int
         + (SELECT count(*) FROM many m WHERE m.cause = g.cause AND NOT EXISTS (SELECT 1 FROM open o WHERE o.cause = g.cause AND o.touched IS NULL AND o.product_id = m.p))::int AS products, ${how === 'whole' ? 'coalesce(a.n, 0) AS aside, w.people AS assignees, t.days AS trend' : '0 AS aside, NULL AS assignees, NULL AS trend'}, b.shops, e.id AS newest, (SELECT f.issues -> 0 FROM app.failure f WHERE f.id = e.id) AS sample
     FROM g CROSS JOIN LATERAL (SELECT o.id FROM open o WHERE o.cause = g.cause ORDER BY o.last_at DESC, o.id DESC LIMIT 1) e JOIN by_shop b USING (cause) ${whole('LEFT JOIN by_person w USING (cause) LEFT JOIN trend t USING (cause) LEFT JOIN aside a USING (cause)')}`, params);
  return groups.map((group) => {
    const entry: CauseEntry = isCause(group.cause) ? causes[group.cause] : causes.unknown;
    const toko = group.shops.length === 1 ? group.shops[0]?.name ?? '' : group.shops.map((shop) => shop.name).join(', ');
    const shown = viewIssue({ ...(group.sample ?? { field: null, rawCode: '', rawMessage: '' }), cause: group.cause }, toko, reader), trend = (group.trend ?? [0, 0, 0, 0, 0, 0, 0]).map((n) => n ?? 0);
    // What is said of the newest is not true of all: its numbers are an example.
    const example = group.products > 1 && /\{(?!toko\})/.test(entry[reader.language].sentence) ? (reader.language === 'id' ? 'Misalnya: ' : 'For example: ') : '';
    return {
      cause: group.cause, code: group.code, severity: entry.severity, owner: entry.owner, title: shown.title, sentence: example + shown.sentence, button: shown.button, link: linkOf({ cause: group.cause, product: null, marketplace: group.shops[0]?.marketplace ?? '' }, marketplaces), field: group.field,
      shops: group.shops.map((shop) => ({ id: shop.id, name: shop.name, short: marketplaces.find(shop.marketplace)?.short ?? shop.marketplace, count: shop.count })), products: group.products, count: group.n, firstAt: group.first_at, lastAt: group.last_at, newest: group.newest,
      trend, new24h: trend[6] ?? 0, before24h: trend[5] ?? 0, aside: group.aside, mine: group.mine, unassigned: group.unassigned, assignees: group.assignees ?? [],
    };
  }).sort((a, b) => weight[a.severity] - weight[b.severity] || b.count - a.count);
}

/** So many of the products that one failure touches are named with it. */
const touchedShown = 50;
interface Dismissal { reason: string; until: string | null; at: string; by: string | null }
interface MemberRow { marketplace: string; assigned_to: string | null; assignee: string | null; dismissed_until: Date | null; dismissals: Dismissal[] | null; touched: string[] | null; touched_products: { id: string; title: string; code: string }[] | null; id: string; shop_id: string; shop: string; operation: string; subject: string; cause: string; issues: FactIssue[]; product_id: string | null; title: string | null; product_code: string | null; sha: string | null; order_id: string | null; number: string | null; times: number; first_at: Date; last_at: Date }

export async function viewMembers(tx: Tx, filter: FailureFilter, after: string | null, limit: number, marketplaces: Marketplaces, reader: Reader) {
  const { where, params } = failureConditions(filter);
  const rows = await tx.rows<MemberRow>(
    `SELECT f.id, f.shop_id, s.name AS shop, f.operation, f.subject, f.cause, f.issues, f.product_id, p.title, p.code AS product_code, (SELECT x.sha256 FROM app.photo x WHERE x.product_id = p.id ORDER BY x.position, x.id LIMIT 1) AS sha, f.order_id, o.number, f.times, f.first_at, f.last_at, f.touched, s.marketplace, f.assigned_to, CASE WHEN f.assigned_to IS NOT NULL THEN app.called(f.assigned_to) END AS assignee, CASE WHEN f.dismissed_until > app.now() THEN f.dismissed_until END AS dismissed_until,
       (SELECT jsonb_agg(jsonb_build_object('reason', d.reason, 'until', d.until, 'at', d.at, 'by', app.called(d.user_id)) ORDER BY d.id DESC) FROM app.failure e JOIN app.failure_dismissal d ON d.failure_id = e.id WHERE e.id = f.id OR (e.subject = f.subject AND e.cause = f.cause AND e.closed_as = 'dismissed' AND e.shop_id = f.shop_id AND e.operation = f.operation)) AS dismissals,
       (SELECT jsonb_agg(jsonb_build_object('id', t.id::text, 'title', t.title, 'code', t.code) ORDER BY t.id) FROM (SELECT x.id, x.title, x.code FROM app.product x WHERE x.id = ANY (f.touched) ORDER BY x.id LIMIT ${touchedShown}) t) AS touched_products
     FROM app.failure f JOIN app.shop_names() s ON s.id = f.shop_id LEFT JOIN app.product p ON p.id = f.product_id LEFT JOIN app.orders o ON o.id = f.order_id
     WHERE ${where} AND ($${params.push(after)}::bigint IS NULL OR f.id > $${params.length}) ORDER BY f.id LIMIT $${params.push(limit + 1)}`, params);
  const items = rows.slice(0, limit).map((row) => {
    const issues = row.issues.map((issue) => viewIssue(issue, row.shop, reader));
    const [first] = issues;
    return {
      id: row.id, shopId: row.shop_id, shop: row.shop, operation: row.operation, subject: row.subject, cause: row.cause, product: row.product_id && { id: row.product_id, title: row.title, code: row.product_code, photo: row.sha && `/api/photos/${row.sha}?w=160` }, touches: row.touched && { count: row.touched.length, products: row.touched_products ?? [] }, order: row.order_id && { id: row.order_id, number: row.number },
      field: first?.field ?? null, value: first?.value ?? null, rule: first?.rule ?? null, title: first?.title ?? '', sentence: first?.sentence ?? '', button: first?.button ?? '', raw: first?.raw ?? null, link: linkOf({ cause: row.cause, product: row.product_id, marketplace: row.marketplace }, marketplaces), issues, times: row.times, firstAt: row.first_at, lastAt: row.last_at,
      assignee: row.assigned_to && { id: row.assigned_to, name: row.assignee ?? '' }, dismissedUntil: row.dismissed_until, dismissals: row.dismissals ?? [],
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
     ) x JOIN app.shop_names() s ON s.id = x.shop_id WHERE NOT EXISTS (SELECT 1 FROM app.shop h WHERE h.id = x.shop_id AND h.connection_id IS NULL) ORDER BY x.shop_id, x.kind`);
  const words: Readonly<Record<string, { id: string; en: string }>> = {
    parked: { id: '{n} menunggu promosi atau libur di {toko} selesai', en: '{n} wait for a promotion or holiday of {toko} to end' }, review: { id: '{n} sedang diperiksa {toko}', en: '{n} are under review by {toko}' }, backoff: { id: '{n} dicoba lagi sendiri di {toko}', en: '{n} are tried again by themselves at {toko}' },
    queue: { id: '{n} tayangan dalam antrean {toko}', en: '{n} listings in the queue of {toko}' }, offers: { id: '{n} harga atau stok dalam antrean {toko}', en: '{n} prices or stocks in the queue of {toko}' }, gate: { id: '{toko} belum bisa dihubungi; kami coba lagi sendiri', en: '{toko} cannot be reached; we try again by ourselves' }, allowance: { id: '{n} menunggu jatah panggilan {toko}', en: '{n} wait for the call allowance of {toko}' }, quota: { id: 'Jatah panggilan {toko} habis', en: 'The call allowance of {toko} is used up' },
  };
  return rows.map((row) => ({ shopId: row.shop_id, shop: row.shop, kind: row.kind, count: row.n, until: row.until, sentence: fill(words[row.kind]?.[language] ?? '', { n: row.n, toko: row.shop }) }));
}
