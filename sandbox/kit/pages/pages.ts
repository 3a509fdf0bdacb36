/** `/_shop`, `/_seller` and the pictures they show. A posted form does what the control door does, then leads back. */
import type { Answer, Call } from '../call.js';
import { pictureKind } from '../pictures.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { readEdit } from '../control/wishes.js';
import { frame, text } from './html.js';
import { sellerView } from './seller-view.js';
import { shopView } from './shop-view.js';

export function pages(sandbox: Sandbox, call: Call): Answer {
  const photo = /^\/_photo\/([0-9a-f]{64})$/.exec(call.path);
  if (photo) return showPhoto(sandbox, photo[1] ?? '');
  const place = /^\/_(shop|seller)(\/\w+)?\/?$/.exec(call.path);
  if (!place) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Tidak ada halaman ini.\n' };
  const door = place[1] === 'seller' ? 'seller' : 'shop';
  return call.method === 'POST' ? posted(sandbox, door, place[2] ?? '', call) : shown(sandbox, door, call);
}

function shown(sandbox: Sandbox, door: 'shop' | 'seller', call: Call): Answer {
  const { practice, simulator } = sandbox;
  const shops = practice.shops();
  const shop = shops.find((one) => one.id === call.query.get('shop')) ?? shops[0];
  const notice = call.query.get('kabar');
  if (!shop) return frame(simulator.title, door, '', notice, '<p>Belum ada toko di sini.</p>');
  const choice = shops.length < 2 ? '' : `<form method="get"><label>Toko <select name="shop">${shops.map((one) => `<option value="${text(one.id)}"${one.id === shop.id ? ' selected' : ''}>${text(one.name)}</option>`).join('')}</select></label><button>Buka</button></form>`;
  const state = practice.state(shop.id);
  const body = door === 'shop' ? shopView(state) : sellerView(state, (order) => practice.movesOf(shop.id, order));
  return frame(simulator.title, door, shop.id, notice, `${choice}<h2>${text(shop.name)}</h2>${body}`);
}

function posted(sandbox: Sandbox, door: 'shop' | 'seller', what: string, call: Call): Answer {
  const fields = new URLSearchParams(call.body.toString('utf8'));
  const field = (name: string) => fields.get(name) ?? '';
  const shop = field('shop');
  let notice: string;
  try {
    notice = door === 'shop' && what === '/orders' ? buy(sandbox, shop, field) : door === 'seller' && what === '/moves' ? move(sandbox, shop, field) : edit(sandbox, shop, field);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    notice = `Tidak bisa: ${error.message}`;
  }
  return { status: 303, headers: { location: `/_${door}?shop=${encodeURIComponent(shop)}&kabar=${encodeURIComponent(notice)}` }, body: '' };
}

type Field = (name: string) => string;

function buy(sandbox: Sandbox, shop: string, field: Field): string {
  const [id, variant] = field('variant').split('|');
  const order = sandbox.practice.placeOrder({
    shop, lines: [{ id: variant || id, quantity: Math.max(1, Math.floor(Number(field('quantity')) || 1)) }], buyer: field('buyer') || 'Pembeli latihan', unpaid: field('unpaid') === 'ya',
  });
  return `Pesanan ${order.id} dibuat: ${order.lines.map((line) => `${line.quantity} × ${line.title}`).join(', ')}.`;
}

function move(sandbox: Sandbox, shop: string, field: Field): string {
  const order = sandbox.practice.moveOrder({ shop, order: field('order'), to: field('to') });
  return `Pesanan ${order.id} sekarang ${order.status}.`;
}

function edit(sandbox: Sandbox, shop: string, field: Field): string {
  const change = {
    unlist: { unlist: true }, relist: { unlist: false }, delete: { delete: true }, ban: { ban: field('reason') || 'Melanggar aturan' }, unban: { ban: null },
    title: { title: field('title') }, lock: { lock: { until: sandbox.clock.now() + 3_600_000 } }, unlock: { lock: null }, approve: { audit: 'approve' }, reject: { audit: 'reject', reason: field('reason') || 'Tidak lolos pemeriksaan' },
    set: { variant: field('variant'), ...(field('price') === '' ? {} : { price: Number(field('price')) }), ...(field('stock') === '' ? {} : { stock: Number(field('stock')) }) },
  }[field('do')] ?? {};
  const listing = sandbox.practice.editListing(readEdit(field('listing'), { shop, ...change }));
  return `${listing.title}: ${listing.state}.`;
}

function showPhoto(sandbox: Sandbox, sha256: string): Answer {
  const bytes = sandbox.photos.get(sha256);
  if (!bytes) return { status: 404, body: '' };
  return { status: 200, headers: { 'content-type': `image/${pictureKind(bytes) ?? 'jpeg'}`, 'cache-control': 'max-age=31536000, immutable' }, body: bytes };
}
