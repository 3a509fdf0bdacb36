/** Pages of people: the seller's consent, and the app console where the address for pushes is pasted (the protocol has no call for it). */
import { choices, escaped, hiddenFields, page, type Answer, type Call } from '../kit/index.js';
import type { World } from './world.js';
import { makeCode } from './tokens.js';

export const personPaths: readonly string[] = ['/oauth/authorize', '/oauth/decide', '/console/push'];
export const pushTypes: readonly number[] = [0, 1, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 21];

export function person(world: World, call: Call): Answer {
  if (call.path === '/oauth/authorize') return ask(world, call);
  if (call.method !== 'POST') return text(405, 'POST only.');
  const form = new URLSearchParams(call.body.toString('utf8'));
  return call.path === '/oauth/decide' ? decide(world, form) : paste(world, form);
}

function ask(world: World, { query }: Call): Answer {
  const app = world.apps.get(query.get('client_id') ?? '');
  if (!app) return text(400, 'param-client_id.not.exists');
  if (query.has('uuid') || query.get('response_type') !== 'code' || query.get('force_auth') !== 'true') return text(400, 'Wrong parameters: response_type=code, force_auth=true, and no uuid.');
  const back = query.get('redirect_uri') ?? '';
  if (!URL.canParse(back) || !/^https?:/.test(back)) return text(400, 'redirect_uri is invalid.');
  const shops = [...world.shops.all()].filter((shop) => shop.appKey === app.key).map(({ id, name }) => [id, name] as const);
  const kept = hiddenFields({ client_id: app.key, redirect_uri: back, state: query.get('state') ?? '' });
  return page('Izin aplikasi - Lazada latihan', `<h1>Beri izin kepada ${escaped(app.name)}?</h1><form method="post" action="/oauth/decide">${kept}${choices('shop', shops, 'Belum ada toko.')}<button${shops.length > 0 ? '' : ' disabled'}>Beri izin</button></form>`);
}

function decide(world: World, form: URLSearchParams): Answer {
  const shop = world.shops.get(form.get('shop') ?? '');
  const back = form.get('redirect_uri') ?? '';
  if (!shop || shop.appKey !== form.get('client_id') || !URL.canParse(back)) return text(400, 'Wrong choice.');
  const to = new URL(back);
  to.searchParams.set('code', makeCode(world, shop));
  if (form.get('state')) to.searchParams.set('state', form.get('state') ?? '');
  return { status: 302, headers: { location: to.href }, body: '' };
}

/** `app_key`, `callback_url` (empty: none), `message_types` (comma-joined; absent: all). */
function paste(world: World, form: URLSearchParams): Answer {
  const app = world.apps.get(form.get('app_key') ?? '');
  const url = form.get('callback_url') ?? '';
  if (!app || (url !== '' && !URL.canParse(url))) return text(400, 'Unknown app_key or wrong callback_url.');
  if (url !== '' && world.kit.unconfirmed('refuseLoopback') === true && !/^https:\/\/(?!127\.|localhost|\[)/.test(url)) return text(400, 'The address must be public https.');
  const types = (form.get('message_types') ?? pushTypes.join(',')).split(',').filter(Boolean).map(Number);
  if (types.some((type) => !pushTypes.includes(type))) return text(400, `message_types: ${pushTypes.join(', ')}`);
  world.apps.put(app.key, { ...app, callback: url, types });
  return text(200, 'Saved.');
}

const text = (status: number, body: string): Answer => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${body}\n` });
