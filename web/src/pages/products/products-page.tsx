import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { Download } from '../../design/download.js';
import { BoneRows, Empty, Failed } from '../../design/empty.js';
import { Choose } from '../../design/field.js';
import { Icon } from '../../design/icon.js';
import { Pick, Tabs } from '../../design/small.js';
import { ShopMark } from '../../design/states.js';
import { query } from '../../server/call.js';
import { cooperatives, productPage, shops as shopsShape, type Shop } from '../../server/shapes.js';
import { useLoad } from '../../server/use-load.js';
import { may } from '../../session/session.js';
import { useFilters } from '../../shell/filters.js';
import { SearchField } from '../../shell/search-field.js';
import { t } from '../../words/words.js';
import { RunStrip } from '../runs/run-strip.js';
import { ProductRow } from './product-row.js';
import { PublishDialog } from './publish-dialog.js';

const noShops: readonly Shop[] = [];
/** How many shops get a column of their own; with more, chips show all. */
const columnsAtMost = 5;
const filterNames = ['q', 'cooperative', 'shop', 'listing', 'stock', 'status', 'review'] as const;

export function ProductsPage() {
  const filters = useFilters();
  const value = filters.value;
  const filter = Object.fromEntries(filterNames.map((name) => [name, value(name)]).filter(([, word]) => word !== ''));
  const load = useLoad(`/products${query({ ...filter, sort: value('sort'), after: value('after') })}`, productPage, ['products', 'listings', 'reviews']);
  const shops = useLoad('/shops', shopsShape, ['shops']).data?.items ?? noShops;
  const units = useLoad('/cooperatives', cooperatives).data?.items ?? [];
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [all, chooseAll] = useState(false);
  const [asking, ask] = useState<'live' | 'withdrawn' | null>(null);
  const filterKey = JSON.stringify(filter);
  useEffect(() => { choose(new Set()); chooseAll(false); }, [filterKey]);
  const { data, problem } = load;
  const items = data?.items ?? [];
  const picked = items.filter((product) => chosen.has(product.id)).length;
  const number = all ? data?.total ?? 0 : chosen.size;
  const toggle = (id: string, on: boolean): void => {
    chooseAll(false);
    const next = new Set(chosen);
    if (on) next.add(id); else next.delete(id);
    choose(next);
  };
  const tab = (word: string, changes: Record<string, string | null>, current: boolean) => ({ href: filters.href({ listing: null, stock: null, status: null, review: null, ...changes }), word, current, count: current ? data?.total ?? null : null });
  const plain = !value('listing') && !value('stock') && !value('status') && !value('review');
  return (
    <>
      <div class="head"><div class="stack"><h1>{t('nav.products')}</h1><p class="dim" aria-live="polite">{data ? t('products.total', { n: data.total }) : t('state.loading')}</p></div><Download list="products" filter={filter} /></div>
      <RunStrip />
      <Tabs label={t('products.tabs')} tabs={[
        tab(t('products.all'), {}, plain), tab(t('products.failed'), { listing: 'failed' }, value('listing') === 'failed'), tab(t('products.waiting'), { listing: 'waiting' }, value('listing') === 'waiting'), tab(t('products.live'), { listing: 'live' }, value('listing') === 'live'),
        tab(t('products.out'), { stock: 'out' }, value('stock') === 'out'), tab(t('products.none'), { listing: 'none' }, value('listing') === 'none'), ...(value('review') || items.some((product) => product.review) ? [tab(t('products.review'), { review: 'pending' }, value('review') === 'pending')] : []),
        tab(t('products.archived'), { status: 'archived' }, value('status') === 'archived'),
      ]} />
      <div class="tools" role="search" aria-label={t('products.search')}>
        <SearchField label={t('products.search')} placeholder={t('products.search.hint')} filters={filters} />
        {units.length > 1 && <Choose label={t('products.unit')} value={value('cooperative')} options={[['', t('products.allUnits')], ...units.filter((unit) => unit.depth > 0).map((unit): [string, string] => [unit.id, unit.name])]} onChange={(next) => filters.change({ cooperative: next })} />}
        {shops.length > 0 && <Choose label={t('products.shop')} value={value('shop')} options={[['', t('products.allShops')], ...shops.map((shop): [string, string] => [shop.id, shop.name])]} onChange={(next) => filters.change({ shop: next })} />}
        <Choose label={t('products.sort')} value={value('sort') || 'newest'} options={[['newest', t('sort.newest')], ['oldest', t('sort.oldest')], ['name', t('sort.name')], ['code', t('sort.code')]]} onChange={(next) => filters.change({ sort: next === 'newest' ? null : next })} />
        {Object.keys(filter).length > 0 && <Link class="btn quiet" href="/produk">{t('act.clearFilters')}</Link>}
      </div>
      {!data && problem ? <Failed problem={problem} again={load.reload} /> : !data ? <BoneRows rows={8} /> : items.length === 0 ? (
        Object.keys(filter).length > 0 ? <Empty icon="cari" title={value('q') ? t('products.notFound', { q: value('q') }) : t('products.noneHere')} actions={<Link class="btn" href="/produk">{t('act.clearFilters')}</Link>}>{t('products.notFound.why')}</Empty>
          : <Empty icon="produk" title={t('products.empty')}>{t('products.empty.why')}</Empty>
      ) : (
        <>
          <div class="table-box"><table class={`table cards products${shops.length > columnsAtMost || shops.length === 0 ? ' chips' : ''}`} role="table"><caption class="sr">{t('products.caption')}</caption>
            <thead role="rowgroup"><tr role="row">
              <th role="columnheader" scope="col"><Pick label={t('products.pickPage')} checked={all || (picked > 0 && picked === items.length)} mixed={!all && picked > 0 && picked < items.length} onChange={(on) => { chooseAll(false); choose(new Set(on ? items.map((product) => product.id) : [])); }} /></th>
              <th role="columnheader" scope="col">{t('products.product')}</th><th role="columnheader" scope="col" class="end">{t('products.stock')}</th><th role="columnheader" scope="col" class="end">{t('products.price')}</th>
              {shops.length <= columnsAtMost && shops.map((shop) => <th key={shop.id} role="columnheader" scope="col" class="wide-only"><ShopMark short={shop.short} name={shop.short} /></th>)}
              <th role="columnheader" scope="col" class="narrow-only">{t('products.shops')}</th>
            </tr></thead>
            <tbody role="rowgroup">{items.map((product) => <ProductRow key={product.id} product={product} shops={shops} columns={shops.length <= columnsAtMost} chosen={all || chosen.has(product.id)} onChoose={(on) => toggle(product.id, on)} />)}</tbody>
          </table></div>
          {number > 0 && may('publish') && (
            <div class="chosen-bar" role="region" aria-label={t('chosen.label')}>
              <strong class="num">{t('chosen.count', { n: number })}</strong>
              {!all && data.total > number && <Button onClick={() => chooseAll(true)}>{t('chosen.all', { n: data.total })}</Button>}
              <Button onClick={() => { choose(new Set()); chooseAll(false); }}>{t('chosen.none')}</Button><span class="push desk" />
              <Button icon="lewati" onClick={() => ask('withdrawn')}>{t('publish.withdraw')}</Button>
              <Button kind="main-action" icon="terbit" data="publish" onClick={() => ask('live')}>{t('publish.toShops')}</Button>
            </div>
          )}
          <div class="pages"><span class="grow num">{t('pages.shown', { n: items.length, total: data.total })}</span>
            {value('after') && <Link class="btn" href={filters.href({ after: null })}><Icon name="kiri" />{t('pages.first')}</Link>}
            {data.next && <Link class="btn" href={filters.href({ after: data.next })}>{t('pages.next')}<Icon name="kanan" /></Link>}
          </div>
        </>
      )}
      {asking && <PublishDialog wanted={asking} number={number} products={all ? { filter } : { ids: [...chosen] }} onClose={() => { ask(null); }} onBegun={() => { choose(new Set()); chooseAll(false); load.reload(); }} />}
    </>
  );
}
