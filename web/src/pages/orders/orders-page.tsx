import { Link } from 'wouter-preact';
import { Download } from '../../design/download.js';
import { BoneRows, Empty, Failed } from '../../design/empty.js';
import { Choose } from '../../design/field.js';
import { Icon } from '../../design/icon.js';
import { Tabs } from '../../design/small.js';
import { query } from '../../server/call.js';
import { orderPage, shops as shopsShape } from '../../server/shapes.js';
import { useLoad } from '../../server/use-load.js';
import { useFilters } from '../../shell/filters.js';
import { SearchField } from '../../shell/search-field.js';
import { t } from '../../words/words.js';
import { OrderCard } from './order-card.js';

const states = ['to-ship', 'unpaid', 'held', 'shipped', 'completed', 'cancelled', 'unknown'] as const;
const always = new Set<string>(['to-ship', 'unpaid', 'shipped', 'completed', 'cancelled']);

export function OrdersPage() {
  const filters = useFilters();
  const value = filters.value;
  const [state, decide, after] = [value('state'), value('decide') === '1', value('after')];
  const common = { shop: value('shop'), q: value('q') };
  const load = useLoad(`/orders${query({ ...common, state, decide: decide ? '1' : null, after })}`, orderPage, ['orders', 'products']);
  const plain = !state && !decide;
  // On the page of all orders those that need a person come first, whatever their age.
  const urgent = useLoad(plain && !after && (load.data?.counts.decide ?? 0) > 0 ? `/orders${query({ ...common, decide: '1' })}` : null, orderPage, ['orders', 'products']).data?.items ?? [];
  const shops = useLoad('/shops', shopsShape, ['shops']).data?.items ?? [];
  const { data, problem } = load;
  const counts = data?.counts ?? {};
  const all = states.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  const first = new Set(urgent.map((order) => order.id));
  const items = [...(plain && !after ? urgent : []), ...(data?.items ?? []).filter((order) => !first.has(order.id))];
  const tab = (word: string, changes: Record<string, string | null>, current: boolean, number: number | undefined) => ({ href: filters.href({ state: null, decide: null, ...changes }), word, current, count: data ? number ?? 0 : null });
  const filtered = Boolean(common.q || common.shop || !plain);
  return (
    <>
      <div class="head"><div class="stack"><h1>{t('nav.orders')}</h1><p class="dim" aria-live="polite">{data ? t('orders.total', { n: all, ship: counts['to-ship'] ?? 0 }) : t('state.loading')}</p></div><Download list="orders" filter={{ ...common, state, decide: decide ? '1' : null }} /></div>
      <Tabs label={t('orders.tabs')} tabs={[
        tab(t('orders.all'), {}, plain, all), tab(t('orders.decide'), { decide: '1' }, decide, counts.decide),
        ...states.filter((name) => always.has(name) || (counts[name] ?? 0) > 0 || state === name).map((name) => tab(t(`order.${name}`), { state: name }, state === name, counts[name])),
      ]} />
      <div class="tools" role="search" aria-label={t('orders.search')}>
        <SearchField label={t('orders.search')} placeholder={t('orders.search.hint')} filters={filters} />
        {shops.length > 0 && <Choose label={t('products.shop')} value={common.shop} options={[['', t('products.allShops')], ...shops.map((shop): [string, string] => [shop.id, shop.name])]} onChange={(next) => filters.change({ shop: next })} />}
        {(common.q || common.shop) && <Link class="btn quiet" href={filters.href({ q: null, shop: null })}>{t('act.clearFilters')}</Link>}
      </div>
      {!data && problem ? <Failed problem={problem} again={load.reload} /> : !data ? <BoneRows rows={5} /> : items.length === 0
        ? <Empty icon={filtered ? 'cari' : 'pesanan'} title={t(decide ? 'orders.noneDecide' : filtered ? 'orders.noneHere' : 'orders.none')} actions={filtered && <Link class="btn" href="/pesanan">{t('orders.seeAll')}</Link>}>{t(decide ? 'orders.noneDecide.why' : filtered ? 'orders.noneHere.why' : 'orders.none.why')}</Empty>
        : <div class="stack orders">{items.map((order) => <OrderCard key={order.id} order={order} short={shops.find((shop) => shop.id === order.shopId)?.short ?? order.shop} reload={load.reload} />)}</div>}
      {data && items.length > 0 && <div class="pages"><span class="grow num">{t('orders.shown', { n: items.length })}</span>
        {after && <Link class="btn" href={filters.href({ after: null })}><Icon name="kiri" />{t('pages.first')}</Link>}
        {data.next && <Link class="btn" href={filters.href({ after: data.next })}>{t('pages.next')}<Icon name="kanan" /></Link>}
      </div>}
    </>
  );
}
