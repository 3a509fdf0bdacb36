/** What the seller centre shows: orders with the moves they have now, listings with their edits. */
import { Photos } from '../photos.js';
import type { ListingState, OrderState, ShopState } from '../state.js';
import { form, rupiah, text } from './html.js';

type Moves = (order: string) => readonly { to: string; label: string }[];

export function sellerView(shop: ShopState, moves: Moves): string {
  const orders = [...shop.orders].reverse().slice(0, 100);
  return `<h2>Pesanan (${shop.orders.length})</h2>${orders.length === 0 ? '<p>Belum ada pesanan.</p>' : `<table><thead><tr><th>Nomor</th><th>Pembeli</th><th>Barang</th><th>Jumlah</th><th>Status</th><th>Tindakan</th></tr></thead><tbody>${orders.map((order) => orderRow(shop.id, order, moves)).join('')}</tbody></table>`}
<h2>Barang (${shop.listings.length})</h2>${shop.listings.length === 0 ? '<p>Belum ada barang.</p>' : `<table><thead><tr><th></th><th>Barang</th><th>Keadaan</th><th>Pilihan, harga, stok</th><th>Tindakan</th></tr></thead><tbody>${shop.listings.map((listing) => listingRow(shop.id, listing)).join('')}</tbody></table>`}`;
}

function orderRow(shop: string, order: OrderState, moves: Moves): string {
  const lines = order.lines.map((line) => `${line.quantity} × ${text(line.title)} <span class="redup">${text(line.sku)}</span>`).join('<br>');
  const buttons = moves(order.id).map(({ to, label }) => form('/_seller/moves', { shop, order: order.id, to }, `<button>${text(label)}</button>`)).join('');
  return `<tr><td>${text(order.id)}</td><td>${text(order.buyer)}</td><td>${lines}</td><td>${rupiah(order.total)}</td><td><span class="tanda">${text(order.status)}</span></td><td class="tombol">${buttons}</td></tr>`;
}

function listingRow(shop: string, listing: ListingState): string {
  const photo = listing.photos[0];
  const rows = listing.variants.map((variant) => form('/_seller/listings', { shop, listing: listing.id, do: 'set', variant: variant.id }, `<span class="redup">${text(variant.options.join(', ') || variant.sku)}</span>
<input type="number" name="price" value="${variant.price}" min="0" aria-label="Harga"><input type="number" name="stock" value="${variant.stock}" min="0" aria-label="Stok"><button>Simpan</button>`)).join('');
  return `<tr><td>${photo ? `<img src="${Photos.path(photo)}" alt="" width="56" height="56" loading="lazy" style="object-fit:cover">` : ''}</td><td>${listing.ended ? text(listing.title) : form('/_seller/listings', { shop, listing: listing.id, do: 'title' }, `<input name="title" value="${text(listing.title)}" aria-label="Nama barang"><button>Ganti</button>`)}<span class="redup">${text(listing.code)} · ${text(listing.id)}</span></td>
<td><span class="tanda">${text(listing.state)}</span></td><td>${listing.ended ? '' : rows}</td><td class="tombol">${actsOf(listing).map(([what, label]) => form('/_seller/listings', { shop, listing: listing.id, do: what }, `<button>${label}</button>`)).join('')}</td></tr>`;
}

/** The edits that make sense now. */
function actsOf(listing: ListingState): readonly (readonly [what: string, label: string])[] {
  if (listing.ended) return [];
  if (listing.awaitsAudit) return [['approve', 'Loloskan'], ['reject', 'Tolak'], ['delete', 'Hapus']];
  if (listing.banned) return [['unban', 'Buka blokir'], ['delete', 'Hapus']];
  const hide = listing.live ? ['unlist', 'Sembunyikan'] as const : ['relist', 'Tampilkan'] as const;
  // A web shop of one's own has neither bans nor promotions.
  if (listing.banned === undefined) return [hide, ['delete', 'Hapus']];
  return [hide, listing.variants.some((variant) => variant.reserved > 0) ? ['unlock', 'Akhiri promosi'] : ['lock', 'Promosi 1 jam'], ['ban', 'Blokir'], ['delete', 'Hapus']];
}
