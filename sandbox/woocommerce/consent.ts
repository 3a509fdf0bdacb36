import { escaped, type Answer, type Call } from '../kit/index.js';
import type { ApiKey } from './documents.js';
import { isPrivate } from './goods/images.js';
import type { Shop } from './shop.js';
import type { Params } from './wire/check-params.js';

/**
 * /wc-auth/v1: a person allows an application in. 1. The application sends the browser to `authorize`. 2. The person allows or denies.
 * 3. Allowed: the shop posts a fresh key to the callback, and only when that answers 200 leads the browser back with `success=1`.
 */
const SCOPES = ['read', 'write', 'read_write'];
const NAMES = ['app_name', 'user_id', 'return_url', 'callback_url', 'scope'];

export async function consent(shop: Shop, call: Call, step: string, query: Params): Promise<Answer> {
  const given = Object.fromEntries(NAMES.map((name) => [name, typeof query[name] === 'string' ? query[name] : '']));
  const wrong = whyNot(shop, given);
  if (wrong) return page(401, `<h1>Tidak bisa</h1><p>${escaped(wrong)}</p>`);
  const back = (success: 0 | 1) => leadTo(given.return_url ?? '', { success: String(success), user_id: given.user_id ?? '' });
  if (step === 'authorize') return page(200, question(shop, given));
  if (step === 'access_denied') return { status: 302, headers: { location: back(0) }, body: '' };
  if (step !== 'access_granted') return page(404, '<h1>Tidak ada</h1>');
  const key = makeKey(shop, given.app_name ?? '', given.scope ?? 'read');
  const ok = await hand(given.callback_url ?? '', { key_id: key.id, user_id: given.user_id, consumer_key: key.consumerKey, consumer_secret: key.consumerSecret, key_permissions: key.permissions });
  if (!ok) {
    shop.shelves.keys.drop(key.id);
    return page(500, '<h1>Tidak bisa</h1><p>An error occurred in the request and at the time were unable to send the consumer data.</p>');
  }
  return { status: 302, headers: { location: back(1) }, body: '', effect: 'created', subject: `key ${key.id}` };
}

export function makeKey(shop: Shop, description: string, scope: string): ApiKey {
  const permissions = scope === 'read' || scope === 'write' ? scope : 'read_write';
  const key: ApiKey = { id: shop.next('rows'), description, consumerKey: `ck_${shop.world.random(40)}`, consumerSecret: `cs_${shop.world.random(40)}`, permissions, revoked: false };
  shop.shelves.keys.put(key);
  return key;
}

function whyNot(shop: Shop, given: Readonly<Record<string, string>>): string | null {
  const absent = NAMES.find((name) => !given[name]);
  if (absent) return `Missing parameter ${absent}`;
  if (!SCOPES.includes(given.scope ?? '')) return `Invalid scope ${given.scope}`;
  for (const name of ['return_url', 'callback_url']) if (!URL.canParse(given[name] ?? '')) return `The ${name} is not a valid URL`;
  const callback = new URL(given.callback_url ?? '');
  const isPractice = callback.protocol === 'http:' && isPrivate(callback.hostname) && shop.world.unconfirmed('refuseLoopback') !== true;
  return callback.protocol === 'https:' || isPractice ? null : 'The callback_url needs to be over SSL';
}

async function hand(url: string, key: Params): Promise<boolean> {
  try {
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json;charset=utf-8' }, body: JSON.stringify(key), redirect: 'manual', signal: AbortSignal.timeout(60_000) });
    return answer.status === 200;
  } catch {
    return false;
  }
}

function leadTo(url: string, more: Readonly<Record<string, string>>): string {
  const to = new URL(url);
  for (const [name, value] of Object.entries(more)) to.searchParams.set(name, value);
  return to.toString();
}

function question(shop: Shop, given: Readonly<Record<string, string>>): string {
  const may: Readonly<Record<string, string>> = { read: 'melihat', write: 'menambah dan mengubah', read_write: 'melihat, menambah, dan mengubah' };
  const query = new URLSearchParams(given).toString();
  const link = (step: string) => `${shop.world.home()}/wc-auth/v1/${step}?${escaped(query)}`;
  return `<h1>${escaped(given.app_name ?? '')} ingin terhubung ke ${escaped(shop.name)}</h1><p>Aplikasi ini akan boleh ${may[given.scope ?? ''] ?? ''} produk, pesanan, kupon, dan pelanggan toko Anda.</p>
<p><a class="ya" href="${link('access_granted')}">Izinkan</a> <a href="${link('access_denied')}">Tolak</a></p>`;
}

const page = (status: number, body: string): Answer => ({
  status, headers: { 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'no-referrer' },
  body: `<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Izin aplikasi</title><style>body{font:16px/1.5 system-ui;max-width:34rem;margin:10vh auto;padding:0 1rem}a{display:inline-block;padding:.5rem 1rem;border:1px solid #7f54b3;border-radius:.4rem;color:#7f54b3;text-decoration:none}a.ya{background:#7f54b3;color:#fff}</style><body>${body}</body></html>`,
});
