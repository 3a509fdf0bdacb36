import { Link } from 'wouter-preact';
import { Photo, Pick } from '../../design/small.js';
import { ListingState, rank, ShopChip, State } from '../../design/states.js';
import type { ProductRow as Row, Shop } from '../../server/shapes.js';
import { count, rupiahRange, t } from '../../words/words.js';

const soldOutMatters = (state: string): boolean => state === 'live';

export function ProductRow({ product, shops, columns, chosen, onChoose }: { readonly product: Row; readonly shops: readonly Shop[]; readonly columns: boolean; readonly chosen: boolean; readonly onChoose: (on: boolean) => void }) {
  const states = new Map(product.listings.map((listing) => [listing.shopId, listing.state]));
  const state = (shop: Shop): string => states.get(shop.id) ?? 'none';
  const live = shops.filter((shop) => state(shop) === 'live').length;
  const out = product.stock.available === 0;
  return (
    <tr role="row" class={chosen ? 'chosen' : undefined} data-row tabIndex={-1}>
      <td role="cell" class="pick"><Pick label={t('products.pick', { code: product.code })} checked={chosen} onChange={onChoose} /></td>
      <th role="rowheader" scope="row" class="lead"><div class="item"><Photo src={product.photo} /><div class="grow">
        <Link class="name two" href={`/produk/${product.id}`} data-key="open" title={product.title}>{product.title}</Link>
        <div class="sub two">{product.code} · {t('count.variants', { n: product.variants })}<span class="desk"> · {product.cooperative}</span></div>
        {product.review && <State tone="wait" icon="tunggu">{t(product.review.state === 'returned' ? 'products.review.returned' : 'products.review')}</State>}
      </div></div></th>
      <td role="cell" class="num end" data-label={t('products.stock')}>{out ? <State tone="warn" icon="awas">{t('products.soldOut')}</State> : count(product.stock.available)}</td>
      <td role="cell" class="num end price">{rupiahRange(product.price.min, product.price.max)}</td>
      {columns && shops.map((shop) => <td key={shop.id} role="cell" class="gone wide-only">{out && soldOutMatters(state(shop)) ? <State tone="warn" icon="awas">{t('products.soldOut')}</State> : <ListingState state={state(shop)} />}</td>)}
      <td role="cell" class="full narrow-only">
        {shops.length > 0 && <div class="dim small card-only">{t('products.liveIn', { n: live, all: shops.length })}</div>}
        <ul class="shops">{[...shops].sort((a, b) => rank(state(a)) - rank(state(b))).map((shop) => <ShopChip key={shop.id} name={shop.short} state={state(shop)} />)}</ul>
      </td>
    </tr>
  );
}
