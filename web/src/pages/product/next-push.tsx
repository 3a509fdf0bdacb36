import { Icon } from '../../design/icon.js';
import { toneOf } from '../../design/states.js';
import { listingDetail, type Issue, type Product, type Shop } from '../../server/shapes.js';
import { useLoad } from '../../server/use-load.js';
import { count, rupiah, t, tIf } from '../../words/words.js';
import { QuickFix, quickFixOf } from '../failures/quick-fix.js';

const longest = 240;
const plain = (value: unknown): string => (value === null || value === undefined || value === '' ? '–' : typeof value === 'string' ? value : typeof value === 'number' ? count(value) : JSON.stringify(value));

/** A difference as a sentence: lists are counted, texts are shown whole, of the variants only those that differ. */
function shown(field: string, value: unknown, other: unknown): string {
  if (field === 'photos' && Array.isArray(value)) return t('count.photos', { n: value.length });
  if (field === 'variants' && Array.isArray(value)) {
    const there = new Set(Array.isArray(other) ? other.map((entry: unknown) => variantWords(entry)) : []);
    const words = value.map((entry: unknown) => variantWords(entry));
    const changed = words.filter((line) => !there.has(line));
    return (changed.length > 0 ? changed : words).join('\n') || '–';
  }
  if (field === 'attributes' && typeof value === 'object' && value !== null) return t('count.details', { n: Object.keys(value).length });
  const words = plain(value);
  return words.length > longest ? `${words.slice(0, longest)}…` : words;
}
function variantWords(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return plain(entry);
  const sku: unknown = 'sku' in entry ? entry.sku : '';
  const grams: unknown = 'grams' in entry ? entry.grams : 0;
  const mm: unknown = 'mm' in entry ? entry.mm : [];
  const size = Array.isArray(mm) && mm.some((side: unknown) => side !== 0) ? ` · ${mm.map((side: unknown) => (typeof side === 'number' ? side / 10 : '–')).join(' × ')} cm` : '';
  return `${plain(sku)} · ${typeof grams === 'number' && grams > 0 ? t('count.grams', { n: grams }) : t('product.noWeight')}${size}`;
}

/** For one shop: why not, and what will be sent next against what was last accepted. Nothing to say, nothing shown. */
export function NextPush({ listingId, shop, product, reload }: { readonly listingId: string; readonly shop: Shop | undefined; readonly product: Product; readonly reload: () => void }) {
  const { data } = useLoad(`/listings/${listingId}`, listingDetail, ['listings', 'products', 'failures']);
  if (!shop || !data) return null;
  const found = new Map<string, Issue>();
  for (const issue of [...data.preflight, ...(data.state === 'failed' ? data.issues : [])]) if (!found.has(`${issue.cause}${issue.sku}${issue.field}`)) found.set(`${issue.cause}${issue.sku}${issue.field}`, issue);
  const issues = [...found.values()], told = [...issues, ...data.warnings];
  const offers = data.offers.filter((offer) => offer.price.state === 'waiting' || offer.stock.state === 'waiting');
  const diff = data.wanted === 'live' ? data.diff : [];
  if (told.length + diff.length + offers.length === 0) return null;
  return (
    <section class="card">
      <header><h2>{issues.length > 0 ? t('product.notReady', { shop: shop.name }) : diff.length + offers.length > 0 ? t('product.willSend', { shop: shop.name }) : t('product.same', { shop: shop.name })}</h2></header>
      {told.length > 0 && <ul class="checks">{told.map((issue) => (
        <li key={`${issue.cause}${issue.sku}${issue.field}`} class={toneOf(issue.severity)}><Icon name={toneOf(issue.severity) === 'warn' ? 'awas' : 'gagal'} /><div><strong>{issue.title}{issue.sku && <> · <span class="mono">{issue.sku}</span></>}</strong><div class="small dim">{issue.sentence}</div>
          {quickFixOf(issue.cause, issue.sku) && <QuickFix cause={issue.cause} productId={product.id} sku={issue.sku} failureId={null} label={product.code} start={issue.cause.startsWith('title') ? product.title : ''} onDone={reload} />}
          {issue.raw && <details class="raw"><summary><Icon name="kanan" size="s" />{t('failures.raw', { shop: shop.short })}</summary><pre tabIndex={0}>{issue.raw.code} · {issue.code}{'\n'}{issue.raw.message}</pre></details>}
        </div></li>
      ))}</ul>}
      {diff.length + offers.length > 0 && (
        <table class="diff"><thead><tr><th scope="col">{t('diff.part')}</th><th scope="col">{t('diff.accepted')}</th><th scope="col">{t('diff.next')}</th></tr></thead><tbody>
          {diff.map((entry) => <tr key={entry.field}><th scope="row">{tIf(`diff.${entry.field}`, entry.field)}</th><td class="prose" data-label={t('diff.accepted')}>{data.accepted === null ? <span class="dim">–</span> : <del>{shown(entry.field, entry.before, entry.after)}</del>}</td><td class="prose" data-label={t('diff.next')}><ins>{shown(entry.field, entry.after, entry.before)}</ins></td></tr>)}
          {offers.map((offer) => <tr key={offer.id}><th scope="row"><span class="mono">{offer.sku}</span></th>
            <td data-label={t('diff.accepted')}>{offer.price.state === 'waiting' && <div><del class="num">{offer.price.sent === null ? '–' : rupiah(offer.price.sent)}</del></div>}{offer.stock.state === 'waiting' && <div><del class="num">{offer.stock.sent ?? '–'}</del></div>}</td>
            <td data-label={t('diff.next')}>{offer.price.state === 'waiting' && <div><ins class="num">{offer.price.wanted === null ? '–' : rupiah(offer.price.wanted)}</ins></div>}{offer.stock.state === 'waiting' && <div><ins class="num">{t('diff.pieces', { n: offer.stock.wanted ?? 0 })}</ins></div>}</td></tr>)}
        </tbody></table>
      )}
    </section>
  );
}
