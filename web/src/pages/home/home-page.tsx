import { useEffect, useState } from 'preact/hooks';
import { Link, useLocation, useSearch } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { Bone, BoneRows, Failed } from '../../design/empty.js';
import { Icon } from '../../design/icon.js';
import { say } from '../../design/toast.js';
import { offer, overview } from '../../server/shapes.js';
import { useLoad } from '../../server/use-load.js';
import { may, session } from '../../session/session.js';
import { hourOfDay, longDay, tick, when } from '../../words/dates.js';
import { rupiah, t, count } from '../../words/words.js';
import { RunStrip } from '../runs/run-strip.js';
import { ChooseShops } from './choose-shops.js';
import { ConnectDialog } from './connect-dialog.js';
import { ShopCard } from './shop-card.js';
import { TodoList } from './todo-list.js';

const greeting = (): string => {
  const hour = hourOfDay(tick.value);
  return t(hour < 4 ? 'home.night' : hour < 11 ? 'home.morning' : hour < 15 ? 'home.noon' : hour < 18 ? 'home.afternoon' : 'home.night', { name: session.value?.user.name ?? '' });
};

export function HomePage() {
  const load = useLoad('/overview', overview, ['shops', 'listings', 'orders', 'failures', 'products', 'reviews'], 60_000);
  const [connecting, connect] = useState(false);
  const search = useSearch();
  const [, go] = useLocation();
  useEffect(() => {
    if (!new URLSearchParams(search).has('tersambung')) return;
    say(t('connect.done'));
    go('/', { replace: true });
  }, [search]);
  // The seller has come back from a grant that opens several shops.
  const choosing = new URLSearchParams(search).get('pilih'), path = `/connections/choices/${choosing ?? ''}`;
  const several = useLoad(choosing === null ? null : path, offer);
  const { data, problem } = load;
  return (
    <>
      <div class="head">
        <div class="stack"><h1>{greeting()}</h1><p class="dim">{longDay(tick.value)}</p></div>
        {may('publish') && data?.shops.length !== 0 && <Link class="btn" href="/produk"><Icon name="terbit" />{t('home.publish')}</Link>}
      </div>
      <RunStrip />
      {!data && problem ? <Failed problem={problem} again={load.reload} /> : (
        <div class="split home">
          <TodoList todo={data?.todo ?? null} shops={data?.shops.length ?? 0} products={data?.totals.products ?? 0} onConnect={() => connect(true)} />
          {data?.shops.length !== 0 && <section class="stack" aria-labelledby="toko">
            <div class="row nowrap"><h2 id="toko">{t('home.shops')}</h2>{may('shops.manage') && data && <Button kind="quiet" icon="sambung" class="push" onClick={() => connect(true)}>{t('connect.title')}</Button>}</div>
            {data ? <div class="shopcards">{data.shops.map((shop) => <ShopCard key={shop.id} shop={shop} reload={load.reload} onConnect={() => connect(true)} />)}</div> : <BoneRows rows={2} />}
          </section>}
          <div class="stack aside">
            <Today totals={data?.totals ?? null} />
            {data && data.recent.length > 0 && (
              <section class="stack" aria-labelledby="baru"><h2 id="baru">{t('home.recent')}</h2>
                <ol class="card feed">{data.recent.map((entry) => <li key={`${entry.kind}${entry.at}${entry.text}`}><time dateTime={entry.at}>{when(entry.at)}</time><div><Link href={entry.href}>{t(entry.kind === 'order' ? 'home.recent.order' : 'home.recent.listing', { what: entry.text })}</Link></div></li>)}</ol>
              </section>
            )}
          </div>
        </div>
      )}
      {choosing !== null && several.problem && <Failed problem={several.problem} again={several.reload} />}
      {choosing !== null && several.data && <ChooseShops offer={several.data} path={path} onClose={() => go('/', { replace: true })} onDone={() => { go('/', { replace: true }); load.reload(); }} />}
      {connecting && <ConnectDialog onClose={() => connect(false)} onDone={() => { connect(false); load.reload(); }} />}
    </>
  );
}

function Today({ totals }: { readonly totals: { readonly products: number; readonly outOfStock: number; readonly live: number; readonly ordersToShip: number; readonly ordersToday: number; readonly revenueToday: number } | null }) {
  const number = (value: number | undefined) => (value === undefined ? <Bone width="3ch" /> : count(value));
  return (
    <section class="stack" aria-labelledby="hari"><h2 id="hari">{t('home.today')}</h2>
      <div class="stats two-up">
        <Link class="stat" href="/pesanan"><span>{t('home.ordersToday')}</span><b>{number(totals?.ordersToday)}</b><small>{t('home.allShops')}</small></Link>
        <Link class="stat" href="/pesanan?state=to-ship"><span>{t('home.toShip')}</span><b>{number(totals?.ordersToShip)}</b><small>{t('home.toShip.why')}</small></Link>
        <Link class="stat wide" href="/pesanan"><span>{t('home.revenue')}</span><b>{totals ? rupiah(totals.revenueToday) : <Bone width="8ch" />}</b><small>{t('home.revenue.why')}</small></Link>
        <Link class="stat" href="/produk?listing=live"><span>{t('home.live')}</span><b>{number(totals?.live)}</b><small>{t('home.live.why', { n: totals?.products ?? 0 })}</small></Link>
        <Link class="stat" href="/produk?stock=out"><span>{t('home.out')}</span><b>{number(totals?.outOfStock)}</b><small>{t('home.out.why')}</small></Link>
      </div>
    </section>
  );
}
