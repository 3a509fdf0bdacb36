/** The seller's consent, both forms: the unsigned page and the signed link of five minutes. A person picks the shop (or main account) and is led back with a code. */
import { choices, escaped, hiddenFields, page, sameText, type Answer, type Call } from '../kit/index.js';
import type { App, Shop } from './documents.js';
import { refusal, refuse, Refused } from './envelope.js';
import { announceGrant } from './push.js';
import { signOf } from './sign.js';
import { makeCode } from './tokens.js';
import type { World } from './world.js';

const signed = '/api/v2/shop/auth_partner';
const cancelling = '/api/v2/shop/cancel_auth_partner';
export const consentPaths: readonly string[] = ['/auth', '/cancel_auth', '/auth/decide', signed, cancelling];

export function consent(world: World, call: Call): Answer {
  try {
    return call.path === '/auth/decide' ? decide(world, call) : ask(world, call);
  } catch (error) {
    if (error instanceof Refused) return refusal(error, 200);
    throw error;
  }
}

function ask(world: World, call: Call): Answer {
  const { query } = call;
  const app = world.apps.get(query.get('partner_id') ?? '');
  if (!app) throw refuse('invalid_partner_id');
  const legacy = call.path === signed || call.path === cancelling;
  const back = query.get(legacy ? 'redirect' : 'redirect_uri') ?? '';
  if (legacy) {
    const timestamp = query.get('timestamp') ?? '';
    if (!/^\d{1,10}$/.test(timestamp) || Math.abs(world.now() - Number(timestamp)) > 300) throw refuse('error_param', 'Invalid timestamp.');
    if (!sameText(query.get('sign') ?? '', signOf(app.key, app.partnerId, call.path, timestamp))) throw refuse('error_sign');
  } else if (query.get('auth_type') !== 'seller' || query.get('response_type') !== 'code') throw refuse('error_param', 'auth_type must be seller and response_type code.');
  if (!/^https?:\/\//.test(back)) throw refuse('error_param', 'The address to return to is invalid.');
  const ending = call.path === cancelling || call.path === '/cancel_auth';
  const shops = [...world.shops.all()].filter((shop) => shop.partnerId === app.partnerId);
  return question(app, shops, { back, state: query.get('state') ?? '', partner: app.partnerId, ending: ending ? 'ya' : '' });
}

function decide(world: World, call: Call): Answer {
  const form = new URLSearchParams(call.body.toString('utf8'));
  const field = (name: string) => form.get(name) ?? '';
  const app = world.apps.get(field('partner'));
  if (!app || call.method !== 'POST') throw refuse('invalid_partner_id');
  const account = field('shop').startsWith('main:') ? field('shop').slice(5) : null;
  const chosen = [...world.shops.all()].filter((shop) => shop.partnerId === app.partnerId && (account === null ? shop.id === field('shop') : shop.account === account));
  if (chosen.length === 0) throw refuse('invalid_shop_id');
  const back = new URL(field('back'));
  if (field('ending') === 'ya') for (const shop of chosen) revokeShop(world, shop);
  else back.searchParams.set('code', makeCode(world, app.partnerId, chosen.map((shop) => shop.id), account).code);
  back.searchParams.set(account === null ? 'shop_id' : 'main_account_id', account ?? chosen[0]?.id ?? '');
  if (field('state') !== '') back.searchParams.set('state', field('state'));
  return { status: 302, headers: { location: back.href }, body: '' };
}

export function revokeShop(world: World, shop: Shop): void {
  world.shops.put(shop.id, { ...shop, revoked: true });
  announceGrant(world, shop, 2);
}

function question(app: App, shops: readonly Shop[], kept: Readonly<Record<string, string>>): Answer {
  const accounts = [...new Set(shops.flatMap((shop) => (shop.account === null ? [] : [shop.account])))];
  const owners = [...shops.map((shop) => [shop.id, `${shop.name} (${shop.id})`] as const), ...accounts.map((account) => [`main:${account}`, `Akun utama ${account}`] as const)];
  const [verb, may] = kept.ending === 'ya' ? ['Cabut izin', 'tidak lagi boleh'] : ['Beri izin', 'akan boleh'];
  return page('Izin aplikasi - Shopee latihan', `<h1>${verb} kepada aplikasi ${escaped(app.name)}?</h1><p>Aplikasi ini ${may} membaca dan mengubah barang, stok dan pesanan toko:</p>
<form method="post" action="/auth/decide">${hiddenFields(kept)}${choices('shop', owners, 'Belum ada toko.')}<button${owners.length > 0 ? '' : ' disabled'}>${verb}</button></form>`);
}
