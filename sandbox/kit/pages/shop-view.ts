/** What a buyer sees: the live listings, each with its photo, price, stock and *Beli*. */
import { Photos } from '../photos.js';
import type { ListingState, ShopState } from '../state.js';
import { form, rupiah, text } from './html.js';

export function shopView(shop: ShopState): string {
  const live = shop.listings.filter((listing) => listing.live);
  if (live.length === 0) return '<p>Belum ada barang yang dijual di sini.</p>';
  return `<p class="redup">${live.length} barang</p><div class="rak">${live.map((listing) => card(shop.id, listing)).join('')}</div>`;
}

function card(shop: string, listing: ListingState): string {
  const prices = listing.variants.map((variant) => variant.price);
  const [least, most] = [Math.min(...prices), Math.max(...prices)];
  const stock = listing.variants.reduce((sum, variant) => sum + variant.stock, 0);
  const photo = listing.photos[0];
  return `<article class="kartu" data-listing="${text(listing.id)}" data-code="${text(listing.code)}">${photo ? `<img src="${Photos.path(photo)}" alt="" loading="lazy">` : '<span class="kosong"></span>'}
<div class="isi"><h3>${text(listing.title)}</h3><span class="harga">${rupiah(least)}${most > least ? ` – ${rupiah(most)}` : ''}</span>
<span class="redup">${stock > 0 ? `Stok ${stock}` : 'Habis'} · ${text(listing.code)} <span class="tanda">${text(listing.state)}</span></span>${form('/_shop/orders', { shop }, `${variants(listing)}
<input type="number" name="quantity" value="1" min="1" aria-label="Jumlah" style="width:4.2rem"><button class="utama"${stock > 0 ? '' : ' disabled'}>Beli</button>
<label class="redup"><input type="checkbox" name="unpaid" value="ya"> belum bayar</label>`)}</div></article>`;
}

function variants(listing: ListingState): string {
  const value = (id: string) => text(`${listing.id}|${id}`);
  const first = listing.variants[0];
  if (listing.variants.length === 1 && first) return `<input type="hidden" name="variant" value="${value(first.id)}">`;
  return `<select name="variant" aria-label="Pilihan">${listing.variants.map((variant) => `<option value="${value(variant.id)}"${variant.stock > 0 ? '' : ' disabled'}>${text(variant.options.join(', '))} · ${rupiah(variant.price)} · ${variant.stock}</option>`).join('')}</select>`;
}
