import type { Host } from './host.js';
import { ControlError, type Answer, type Call, type ListingState, type OrderState, type ShopState } from './simulator.js';

const escape = (text: unknown): string => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const rupiah = (amount: string | number): string => `Rp ${Number(amount).toLocaleString('id-ID')}`;
const html = (body: string, status = 200): Answer => ({ status, headers: { 'content-type': 'text/html; charset=utf-8' }, body });
const back = (to: string, say: string): Answer => ({ status: 303, headers: { location: `${to}${to.includes('?') ? '&' : '?'}kata=${encodeURIComponent(say)}` }, body: '' });

const style = `:root{color-scheme:light}*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;background:#f5f5f4;color:#1c1917}header{background:#292524;color:#fff;padding:14px 20px;display:flex;gap:16px;align-items:center;flex-wrap:wrap}header b{font-size:18px}header a{color:#fde68a}
main{max-width:1100px;margin:0 auto;padding:20px}.say{background:#ecfccb;border:1px solid #bef264;padding:8px 12px;border-radius:8px}.grid{display:grid;gap:14px;grid-template-columns:repeat(auto-fill,minmax(190px,1fr))}.card{background:#fff;border:1px solid #e7e5e4;border-radius:10px;overflow:hidden;display:flex;flex-direction:column}
.card img{width:100%;aspect-ratio:1;object-fit:cover;background:#e7e5e4}.card div{padding:10px;display:grid;gap:6px}.title{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden;min-height:3em}.price{font-weight:700}.dim{color:#57534e;font-size:13px}form{display:flex;gap:6px;flex-wrap:wrap;align-items:center}
button,select,input{font:inherit;padding:6px 10px;border-radius:8px;border:1px solid #a8a29e;background:#fff}button{background:#1c1917;color:#fff;cursor:pointer}button.plain{background:#fff;color:#1c1917}table{width:100%;border-collapse:collapse;background:#fff}th,td{text-align:left;padding:8px;border-top:1px solid #e7e5e4;vertical-align:top}input[type=number]{width:90px}`;

/** What people see: /_shop is the marketplace as its buyers know it, /_seller the seller centre. Plain forms, so that a newcomer buys something with a click and watches stock fall everywhere else. */
export function pages(host: Host, call: Call): Answer {
  const query = new URLSearchParams(call.query), form = new URLSearchParams(call.body.toString('utf8'));
  const photo = /^\/_shop\/photos\/([0-9a-f]{64})$/.exec(call.path);
  if (photo) {
    const found = host.simulation.photo(photo[1] ?? '');
    return found ? { status: 200, headers: { 'content-type': found.mime, 'cache-control': 'max-age=86400' }, body: found.bytes } : { status: 404, body: '' };
  }
  try {
    if (call.method === 'POST') return act(host, call, form);
  } catch (error) {
    if (error instanceof ControlError) return back(call.path.startsWith('/_seller') ? '/_seller' : '/_shop', error.message);
    throw error;
  }
  const shops = host.simulation.state(query.get('shop'));
  const seller = call.path.startsWith('/_seller');
  const body = shops.length === 0 ? '<p>Belum ada toko di sini.</p>' : shops.map((shop) => `<h2>${escape(shop.name)}</h2>${seller ? sellerView(host, shop) : buyerView(host, shop)}`).join('');
  const say = query.get('kata');
  return html(`<!doctype html><html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(host.simulator.title)} latihan</title><style>${style}</style></head><body>
<header><b>${escape(host.simulator.title)} (latihan)</b><a href="/_shop">Pembeli</a><a href="/_seller">Pusat penjual</a></header><main>${say ? `<p class="say" role="status">${escape(say)}</p>` : ''}${body}</main></body></html>`);
}

function act(host: Host, call: Call, form: URLSearchParams): Answer {
  const { simulation } = host;
  const field = (name: string): string => form.get(name) ?? '';
  if (call.path === '/_shop/buy') {
    const order = simulation.order({ shop: field('shop'), lines: [{ id: field('variant'), quantity: Math.max(1, Number(field('quantity')) || 1) }] });
    host.store.flush();
    return back('/_shop', `Terima kasih. Pesanan ${order.id} dibuat.`);
  }
  if (call.path === '/_seller/move') {
    const order = simulation.moveOrder(field('order'), { to: field('to') });
    host.store.flush();
    return back('/_seller', `Pesanan ${order.id}: ${order.status}`);
  }
  if (call.path === '/_seller/listing') {
    const patch: Record<string, unknown> = { shop: field('shop') };
    if (field('price') !== '') patch.price = field('price');
    if (field('stock') !== '') patch.stock = Number(field('stock'));
    if (field('sku') !== '') patch.sku = field('sku');
    if (field('deed') === 'unlist') patch.unlist = true;
    if (field('deed') === 'delete') patch.delete = true;
    const listing = simulation.patchListing(field('listing'), patch);
    host.store.flush();
    return back('/_seller', `${listing.title}: ${listing.state}`);
  }
  return { status: 404, body: '' };
}

function buyerView(host: Host, shop: ShopState): string {
  const cards = shop.listings.filter((listing) => listing.live).map((listing) => {
    const options = listing.variants.map((variant) => `<option value="${escape(variant.id)}" ${variant.stock < 1 ? 'disabled' : ''}>${escape(Object.values(variant.options).join(' / ') || 'Satuan')} · ${rupiah(variant.price)} · stok ${variant.stock}</option>`).join('');
    const stock = listing.variants.reduce((sum, variant) => sum + variant.stock, 0);
    return `<article class="card" data-sku="${escape(listing.sku)}">${image(listing)}<div><span class="title">${escape(listing.title)}</span><span class="price">${price(listing)}</span><span class="dim">${stock > 0 ? `stok ${stock}` : 'habis'} · ${escape(listing.state)}</span>
<form method="post" action="/_shop/buy"><input type="hidden" name="shop" value="${escape(shop.id)}"><select name="variant" aria-label="Pilihan">${options}</select><button ${stock < 1 ? 'disabled' : ''}>Beli</button></form></div></article>`;
  }).join('');
  return cards ? `<div class="grid">${cards}</div>` : '<p>Belum ada barang yang tayang.</p>';
}

function sellerView(host: Host, shop: ShopState): string {
  const orders = [...shop.orders].sort((a, b) => b.placedAt - a.placedAt).slice(0, 200).map((order: OrderState) => `<tr><td>${escape(order.id)}</td><td>${order.lines.map((line) => `${line.quantity} × ${escape(line.title)} <span class="dim">${escape(line.sku)}</span>`).join('<br>')}</td><td>${rupiah(order.total)}</td><td>${escape(order.status)}</td>
<td>${host.simulation.nextMoves(order).map((to) => `<form method="post" action="/_seller/move"><input type="hidden" name="order" value="${escape(order.id)}"><button class="plain" name="to" value="${escape(to)}">${escape(to)}</button></form>`).join('')}</td></tr>`).join('');
  const listings = shop.listings.map((listing) => listing.variants.map((variant) => `<tr><td>${escape(listing.title)} <span class="dim">${escape(Object.values(variant.options).join(' / '))}</span></td><td>${escape(variant.sku)}</td><td>${rupiah(variant.price)}</td><td>${variant.stock}${variant.reserved ? ` (+${variant.reserved})` : ''}</td><td>${escape(listing.state)}</td>
<td><form method="post" action="/_seller/listing"><input type="hidden" name="shop" value="${escape(shop.id)}"><input type="hidden" name="listing" value="${escape(listing.id)}"><input type="hidden" name="sku" value="${escape(variant.sku)}"><input type="number" name="price" placeholder="harga" aria-label="Harga baru"><input type="number" name="stock" placeholder="stok" aria-label="Stok baru"><button class="plain">Ubah</button><button class="plain" name="deed" value="unlist">Tarik</button><button class="plain" name="deed" value="delete">Hapus</button></form></td></tr>`).join('')).join('');
  return `<h3>Pesanan</h3><table><tr><th>Nomor</th><th>Barang</th><th>Total</th><th>Status</th><th></th></tr>${orders || '<tr><td colspan="5">Belum ada pesanan.</td></tr>'}</table><h3>Barang</h3><table><tr><th>Judul</th><th>SKU</th><th>Harga</th><th>Stok</th><th>Status</th><th></th></tr>${listings || '<tr><td colspan="6">Belum ada barang.</td></tr>'}</table>`;
}

const image = (listing: ListingState): string => (listing.photos[0] ? `<img loading="lazy" alt="" src="/_shop/photos/${escape(listing.photos[0])}">` : '<img alt="" src="data:,">');

function price(listing: ListingState): string {
  const all = listing.variants.map((variant) => Number(variant.price)).sort((a, b) => a - b);
  const low = all[0] ?? 0, high = all.at(-1) ?? 0;
  return low === high ? rupiah(low) : `${rupiah(low)} – ${rupiah(high)}`;
}
