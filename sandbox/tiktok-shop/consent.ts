/** The seller's consent page: `/open/authorize?service_id&state`. A person agrees or refuses, and is led back to the address given, with a code or with `error=auth_denied`. */
import type { Answer, Call } from '../kit/index.js';
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
  if (!decided) return page(world, app.name, grants, { service_id: app.serviceId, state, redirect_uri: back });
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

const style = 'body{font:16px/1.5 system-ui,sans-serif;background:#f6f4f1;margin:0}main{max-width:28rem;margin:3rem auto;background:#fff;border:1px solid #e4ded6;border-radius:.8rem;padding:1.2rem 1.5rem}input[type=url]{width:100%}button{font:inherit;padding:.5rem 1rem}';

function page(world: World, app: string, grants: readonly Grant[], kept: Readonly<Record<string, string>>): Answer {
  const safe = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const rows = grants.map(({ id, shops }, at) => `<p><label><input type="radio" name="grant" value="${safe(id)}"${at === 0 ? ' checked' : ''}> ${safe(shops.map((shop) => world.shops.get(shop)?.name ?? shop).join(', '))}</label></p>`).join('');
  const hidden = Object.entries(kept).filter(([name]) => name !== 'redirect_uri').map(([name, value]) => `<input type="hidden" name="${name}" value="${safe(value)}">`).join('');
  return {
    status: 200, headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Izin aplikasi - TikTok Shop latihan</title><style>${style}</style></head>
<body><main><h1>Beri izin kepada aplikasi ${safe(app)}?</h1><p>Aplikasi ini akan boleh membaca dan mengubah barang, stok dan pesanan:</p><form method="post" action="/open/authorize/decide">${hidden}${rows || '<p>Belum ada toko.</p>'}
<p><label>Alamat kembali aplikasi <input type="url" name="redirect_uri" required value="${safe(kept.redirect_uri ?? '')}"></label></p><button name="answer" value="ya">Beri izin</button> <button name="answer" value="tidak">Tolak</button></form></main></body></html>`,
  };
}
