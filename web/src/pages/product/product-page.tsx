import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { BoneRows, Failed } from '../../design/empty.js';
import { Icon } from '../../design/icon.js';
import { Photo } from '../../design/small.js';
import { State } from '../../design/states.js';
import { listings as listingsShape, product as productShape, readiness as readinessShape, shops as shopsShape } from '../../server/shapes.js';
import { useLoad } from '../../server/use-load.js';
import { may } from '../../session/session.js';
import { t } from '../../words/words.js';
import { PublishDialog } from '../products/publish-dialog.js';
import { EditDialog } from './edit-dialog.js';
import { HistoryCard } from './history-card.js';
import { ListingTable } from './listing-table.js';
import { NextPush } from './next-push.js';
import { PhotoCard } from './photo-card.js';
import { VariantTable } from './variant-table.js';

const longTitle = 100;

export function ProductPage({ id }: { readonly id: string }) {
  const load = useLoad(`/products/${id}`, productShape, ['products', 'orders']);
  const listings = useLoad(`/listings?product=${id}`, listingsShape, ['listings', 'products', 'failures']);
  const shops = useLoad('/shops', shopsShape, ['shops']).data?.items ?? [];
  const ready = useLoad(`/readiness?product=${id}&limit=200`, readinessShape, ['products', 'listings', 'shops']);
  const [open, setOpen] = useState<'edit' | 'publish' | null>(null);
  const product = load.data;
  useEffect(() => { if (product) document.title = `${product.title} · Serentak`; });
  const back = <p class="small note"><Link class="row link" href="/produk"><Icon name="kiri" size="s" />{t('nav.products')}</Link></p>;
  if (!product) return <>{back}<h1 class="sr">{t('nav.products')}</h1>{load.problem ? <Failed problem={load.problem} again={load.reload} /> : <BoneRows rows={5} />}</>;
  const rows = listings.data?.items ?? [];
  const number = (...states: string[]): number => rows.filter((row) => states.includes(row.state)).length;
  const [live, failed, waiting] = [number('live'), number('failed'), number('waiting', 'new', 'sending', 'queued', 'review')];
  const reload = (): void => { load.reload(); listings.reload(); ready.reload(); };
  return (
    <>
      {back}
      <div class="head product-head">
        <Photo src={product.photos[0] ? `${product.photos[0].url}?w=320` : null} size={112} />
        <div class="stack">
          <p class="dim small"><span class="mono">{product.code}</span> · {product.cooperative}{product.member && <> · {product.member.name}</>}</p><h1 class={product.title.length > longTitle ? 'long' : undefined}>{product.title}</h1>
          <div class="row small">
            {live > 0 && <State tone="ok" icon="ok">{t('products.liveIn', { n: live, all: Math.max(shops.length, live) })}</State>}{failed > 0 && <State tone="bad" icon="gagal">{t('product.failedIn', { n: failed })}</State>}{waiting > 0 && <State tone="wait" icon="tunggu">{t('product.waitingIn', { n: waiting })}</State>}
            {rows.length === 0 && listings.data && <State tone="wait" icon="lewati">{t('product.nowhere')}</State>}{product.review && <State tone="wait" icon="tunggu">{t(product.review.state === 'returned' ? 'products.review.returned' : 'products.review')}</State>}{product.archivedAt && <State tone="wait" icon="jeda">{t('products.archived')}</State>}
          </div>
        </div>
        <div class="row">{may('catalogue.write') && <Button icon="ubah" onClick={() => setOpen('edit')}>{t('act.edit')}</Button>}{may('publish') && <Button kind="main-action" icon="terbit" data="publish" onClick={() => setOpen('publish')}>{t('publish.toShops')}</Button>}</div>
      </div>
      <div class="split">
        <div class="stack wide-gap">
          <ListingTable listings={rows} product={product} shops={shops} readiness={ready.data?.items ?? []} reload={reload} />
          <VariantTable product={product} reload={reload} />
          {rows.map((row) => <NextPush key={row.id} listingId={row.id} shop={shops.find((shop) => shop.id === row.shopId)} product={product} reload={reload} />)}
          <section class="card"><header><h2>{t('product.description')}</h2></header><p class="pad prose">{product.description || <span class="dim">{t('product.noDescription')}</span>}</p></section>
        </div>
        <div class="stack wide-gap">
          <PhotoCard product={product} reload={reload} />
          <section class="card"><header><h2>{t('product.data')}</h2></header><dl class="sum pad">
            <div><dt>{t('product.category')}</dt><dd>{product.category?.path ?? t('product.noCategory')}</dd></div><div><dt>{t('product.brand')}</dt><dd>{product.brand ?? '–'}</dd></div>
            <div><dt>{t('product.member')}</dt><dd>{product.member?.name ?? '–'}</dd></div><div><dt>{t('product.axes')}</dt><dd>{product.axes.join(', ') || '–'}</dd></div>
          </dl></section>
          <HistoryCard key={id} productId={id} />
        </div>
      </div>
      {open === 'edit' && <EditDialog product={product} onClose={() => setOpen(null)} onDone={() => { setOpen(null); reload(); }} />}
      {open === 'publish' && <PublishDialog wanted="live" number={1} products={{ ids: [product.id] }} onClose={() => setOpen(null)} onBegun={reload} />}
    </>
  );
}
