/** The seller's consent page: `/open/authorize?service_id&state`. A person agrees or refuses, and is led back to the address given, with a code or with `error=auth_denied`. */
import { choices, escaped, hiddenFields, page, type Answer, type Call } from '../kit/index.js';
import type { Grant } from './documents.js';
import { refuse, wrong } from './envelope.js';
import type { World } from './world.js';

export const consentPaths: readonly string[] = ['/open/authorize', '/open/authorize/decide'];
const codeSeconds = 1_800;

export function makeCode(world: World, grant: Grant): string {
  const code = `ROW_${world.kit.random(40)}`;
  world.codes.put(code, { code, grant: grant.id, expiresAt: world.now() + codeSeconds, used: false });
  return code;
}

export function consent(world: World, call: Call): Answer {
  const decided = call.path.endsWith('/decide');
  if (call.method !== (decided ? 'POST' : 'GET')) throw refuse(36009010);
  const fields = decided ? new URLSearchParams(call.body.toString('utf8')) : call.query;
  const app = [...world.apps.all()].find((one) => one.serviceId === fields.get('service_id'));
  if (!app) throw wrong('service_id is invalid.');
  const grants = [...world.grants.all()].filter((grant) => grant.appKey === app.key);
  const [state, back] = [fields.get('state') ?? '', fields.get('redirect_uri') ?? ''];
  if (!decided) return question(world, app.name, grants, { service_id: app.serviceId, state, redirect_uri: back });
  if (!/^https?:\/\//.test(back)) throw wrong('The app has no address to lead back to.');
  const target = new URL(back);
  const grant = grants.find(({ id }) => id === fields.get('grant'));
  if (fields.get('answer') === 'ya' && !grant) throw wrong('No seller was chosen.');
  target.searchParams.set('app_key', app.key);
  if (fields.get('answer') === 'ya' && grant) target.searchParams.set('code', makeCode(world, grant));
  else for (const [name, value] of [['code', 'null'], ['error', 'auth_denied']] as const) target.searchParams.set(name, value);
  if (state !== '') target.searchParams.set('state', state);
  return { status: 302, headers: { location: target.href }, body: '' };
}

function question(world: World, app: string, grants: readonly Grant[], { redirect_uri: back = '', ...kept }: Readonly<Record<string, string>>): Answer {
  const sellers = grants.map(({ id, shops }) => [id, shops.map((shop) => world.shops.get(shop)?.name ?? shop).join(', ')] as const);
  return page('Izin aplikasi - TikTok Shop latihan', `<h1>Beri izin kepada aplikasi ${escaped(app)}?</h1><p>Aplikasi ini akan boleh membaca dan mengubah barang, stok dan pesanan:</p>
<form method="post" action="/open/authorize/decide">${hiddenFields(kept)}${choices('grant', sellers, 'Belum ada toko.')}
<p><label>Alamat kembali aplikasi <input type="url" name="redirect_uri" required value="${escaped(back)}"></label></p><button name="answer" value="ya">Beri izin</button> <button class="lain" name="answer" value="tidak">Tolak</button></form>`);
}
