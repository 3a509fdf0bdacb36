import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { ListingState, ShopChip, ShopMark } from '../../design/states.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { listing as listingShape, started, type Product, type Readiness, type Shop } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { anything } from '../../server/wire.js';
import type { Wire } from '../../server/wire.js';
import { may } from '../../session/session.js';
import { when } from '../../words/dates.js';
import { count, rupiahRange, t } from '../../words/words.js';
import { PriceDialog } from './price-dialog.js';
import { OwnHere, Ready } from './ready.js';

type Listing = Wire<typeof listingShape>;
interface Props { readonly listings: readonly Listing[]; readonly product: Product; readonly shops: readonly Shop[]; readonly readiness: readonly Readiness[]; readonly reload: () => void }

/** A platform's state under the word a whole listing has. */
const stateOf = (place: string): string => (place === 'refused' ? 'failed' : place === 'ended' ? 'withdrawn' : place);

/** Where the product stands: in each shop its state, what is on offer there, and the deed that changes it. */
export function ListingTable({ listings, product, shops, readiness, reload }: Props) {
  const deed = useDeed();
  const [asked, ask] = useState<Shop | null>(null);
  const wish = (name: string, shopId: string, wanted: 'live' | 'withdrawn', done: string) => deed.run(name, async () => {
    await call('POST', '/listings', started, { body: { products: { ids: [product.id] }, shops: [shopId], wanted } });
    say(done);
    reload();
  });
  const pause = (listing: Listing) => deed.run(`pause${listing.id}`, async () => {
    await call('PATCH', `/listings/${listing.id}`, anything, { body: { paused: listing.state !== 'paused' } });
    reload();
  });
  return (
    <section class="stack" aria-labelledby="tayangan"><h2 id="tayangan">{t('product.everywhere')}</h2>
      <div class="table-box"><table class="table cards slim places" role="table"><thead role="rowgroup"><tr role="row">
        <th role="columnheader" scope="col">{t('products.shop')}</th><th role="columnheader" scope="col">{t('product.state')}</th><th role="columnheader" scope="col" class="end">{t('product.stockThere')}</th><th role="columnheader" scope="col" class="end">{t('product.priceThere')}</th><th role="columnheader" scope="col"><span class="sr">{t('table.deeds')}</span></th>
      </tr></thead><tbody role="rowgroup">{shops.map((shop) => {
        const listing = listings.find((row) => row.shopId === shop.id);
        const state = listing?.state ?? 'none', ready = readiness.find((row) => row.shop.id === shop.id);
        const prices = listing?.offers.flatMap((offer) => (offer.price.sent === null ? [] : [offer.price.sent])) ?? [];
        const stocks = listing?.offers.flatMap((offer) => (offer.stock.sent === null ? [] : [offer.stock.sent])) ?? [];
        const shown = state === 'none' || state === 'withdrawn';
        const price = prices.length ? rupiahRange(Math.min(...prices), Math.max(...prices)) : t('price.ask');
        return (
          <tr key={shop.id} role="row" data-row tabIndex={-1}>
            <th role="rowheader" scope="row" class="lead"><ShopMark short={shop.short} name={shop.name} /></th><td role="cell"><ListingState state={state} />{listing && listing.places.length > 0 && <ul class="shops">{listing.places.map((place) => <ShopChip key={place.id} name={place.name} state={stateOf(place.state)} />)}</ul>}<div class="dim small why">{state === 'live' && listing?.acceptedAt ? t('product.acceptedAt', { time: when(listing.acceptedAt) }) : state === 'failed' ? listing?.issues[0]?.title : null}</div>{shown && ready && !product.archivedAt && <Ready of={ready} />}{ready && <OwnHere fields={ready.overridden} />}</td>
            <td role="cell" class="num end" data-label={t('product.stockThere')}>{stocks.length ? count(stocks.reduce((sum, n) => sum + n, 0)) : '–'}</td>
            <td role="cell" class="num end price" data-label={t('product.priceThere')}><Button kind="quiet" label={`${price}, ${t('price.of', { shop: shop.name })}`} onClick={() => ask(shop)}>{price}</Button></td>
            <td role="cell" class="end act">{may('publish') && <span class="row deeds">
              {(shown || state === 'failed') && <Button data="retry" busy={deed.busy === `live${shop.id}`} onClick={() => void wish(`live${shop.id}`, shop.id, 'live', t('product.wished', { shop: shop.name }))}>{t(state === 'failed' ? 'act.retry' : 'publish.one')}</Button>}
              {listing && state === 'paused' && <Button busy={deed.busy === `pause${listing.id}`} onClick={() => void pause(listing)}>{t('shop.resume')}</Button>}
              {listing && state === 'live' && <><Button kind="quiet" busy={deed.busy === `pause${listing.id}`} onClick={() => void pause(listing)}>{t('shop.pause')}</Button><Button kind="quiet" busy={deed.busy === `off${shop.id}`} onClick={() => void wish(`off${shop.id}`, shop.id, 'withdrawn', t('product.withdrawn', { shop: shop.name }))}>{t('publish.withdraw')}</Button></>}
            </span>}</td>
          </tr>
        );
      })}</tbody></table></div>
      {asked && <PriceDialog productId={product.id} shop={asked} onClose={() => ask(null)} />}
    </section>
  );
}
