/** Lazada Open Platform. Facts and what is unconfirmed: this folder's README. */
import { Reauthorise, Reject, type Adapter, type RemoteShop, type Session, type Tools } from '../contract/index.js';
import { LazadaCategories } from './categories.js';
import { Client } from './client.js';
import { LazadaCredentials, LazadaSettings, shopsText, words } from './credentials.js';
import { LazadaListings } from './listings.js';
import { LazadaOffers } from './offers.js';
import { LazadaOrders } from './orders.js';
import { number, part, text, type Raw } from './wire.js';
import { webhooks } from './webhooks.js';

const usual = {
  id: 'https://api.lazada.co.id', sg: 'https://api.lazada.sg', my: 'https://api.lazada.com.my', th: 'https://api.lazada.co.th', vn: 'https://api.lazada.vn', ph: 'https://api.lazada.com.ph', auth: 'https://auth.lazada.com',
} as const;
type Fresh = { credentials: LazadaCredentials; expiresAt: number | null; endsAt: number | null };

/** The pair of tokens in an answer. Lives are told in seconds from `now`. The consent's end may come nearer with a refresh, never move away. */
export function granted(answer: Raw, known: LazadaCredentials, now: number, renewed: boolean): Fresh {
  const access_token = text(answer['access_token']), life = number(answer['expires_in']), whole = number(answer['refresh_expires_in']);
  if (access_token === '') throw new Reject('the answer holds no token', { rawCode: 'undecodable' });
  const dies = life === null ? null : now + life * 1000, kept = renewed ? number(known.refresh_ends_at) : null;
  // 0: this app's tokens cannot be refreshed. Consent ends with the access token, which nobody shall try to renew before.
  const expiresAt = whole === 0 ? null : dies, told = whole === null ? null : whole === 0 ? dies : now + whole * 1000;
  const endsAt = kept === null ? told : told === null ? kept : Math.min(kept, told);
  const shops = shopsText(answer['country_user_info'] ?? answer['country_user_info_list']);
  const credentials = Object.assign(new (known.constructor as new () => LazadaCredentials)(), known, {
    access_token, refresh_token: text(answer['refresh_token']) || known.refresh_token, expires_in: life === null ? known.expires_in : String(life), refresh_expires_in: whole === null ? known.refresh_expires_in : String(whole),
    country: text(answer['country']) || known.country, account: text(answer['account']) || known.account, country_user_info: shops ?? known.country_user_info, refresh_ends_at: endsAt === null ? undefined : String(Math.round(endsAt)),
  });
  return { credentials, expiresAt, endsAt };
}
/** Shops the grant names; where it names none, the one that was typed in. */
export function shopsOf(known: LazadaCredentials, remoteId: string): readonly RemoteShop[] {
  const named = (known.country_user_info ?? '').split(',').map((entry) => entry.split('=')).flatMap(([country, seller, code]) => (country && seller ? [{ remoteId: seller, name: code || known.account || `Lazada ${seller}`, country: country.toUpperCase() }] : []));
  if (named.length > 0) return named;
  const own = remoteId || known.seller_id || known.account || known.app_key;
  return [{ remoteId: own, name: known.account ?? `Lazada ${own}`, country: (known.country === undefined || known.country === 'cb' ? 'id' : known.country).toUpperCase() }];
}
/** Codes and refresh tokens may be read once only. */
async function tokens(tools: Tools<LazadaCredentials>, path: string, params: (known: LazadaCredentials) => Readonly<Record<string, string>>): Promise<{ answer: Raw; now: number }> {
  let asked = 0;
  const answer = await new Client(tools, '', 'id', {}).call({ path, effect: 'make', method: 'POST', host: 'auth', public: true, params: (known, now) => { asked = now; return params(known); } });
  return { answer: text(answer['access_token']) === '' ? part(answer['data']) : answer, now: asked };
}

const consent: NonNullable<Adapter<LazadaCredentials>['consent']> = {
  link: (app, state, returnTo) => ({ host: 'auth', path: `/oauth/authorize?${new URLSearchParams({ response_type: 'code', force_auth: 'true', redirect_uri: returnTo, client_id: app.app_key, state })}` }),
  async exchange(app, query, tools) {
    const code = query['code'] ?? '';
    if (code === '') throw new Reject(`Lazada sent back no code${query['error'] ? `: ${query['error']}` : ''}`, { rawCode: query['error'] ?? 'no_code' });
    const { answer, now } = await tokens(tools, '/auth/token/create', () => ({ code }));
    const fresh = granted(answer, app, now, false);
    return [{ ...fresh, shops: shopsOf(fresh.credentials, '') }];
  },
};

export const adapter: Adapter<LazadaCredentials, LazadaSettings> = {
  marketplace: 'lazada', title: 'Lazada', short: 'Lazada', sellerCentre: 'https://sellercenter.lazada.co.id', words, credentials: LazadaCredentials, settings: LazadaSettings,
  /** Tests run on borrowed sellers at the usual hosts. */
  hosts: { live: usual, test: usual },
  /** Mostly unpublished, counted per API; stock 50/s and the item cap 10/s per seller, brands 30/s for all. A batch of pictures is asked half a second apart. */
  limits: [
    { ops: 'all', per: 'shop', calls: 20, everyMs: 1_000, burst: 10 }, { ops: ['category/brands/query'], per: 'app', calls: 20, everyMs: 1_000, burst: 5 }, { ops: ['image/response/get'], per: 'subject', calls: 3, everyMs: 1_000, burst: 1 },
  ],
  stockTakenAt: 'placed', lookupLagMs: 30_000, photosByUrl: false,
  /** Typed-in tokens are renewed within hours, which also learns the day the consent ends; those that cannot be renewed are used until they are refused. */
  tokenLifeMs: (credentials) => (credentials.access_token && credentials.refresh_token && credentials.refresh_expires_in !== '0' ? 6 * 3_600_000 : null),
  app: (credentials) => credentials.app_key, consent, webhooks,

  connect(shop, tools): Session<LazadaCredentials> {
    const client = new Client(tools, shop.remoteId, shop.country || 'ID', shop.settings);
    return {
      async check() {
        let seen: readonly RemoteShop[] = [];
        await client.call({ path: '/products/get', effect: 'read', params: (known) => { seen = shopsOf(known, shop.remoteId); return { filter: 'all', limit: '1', offset: '0' }; } });
        return seen;
      },
      choices: async () => ({}),
      listings: new LazadaListings(client), offers: new LazadaOffers(client), orders: new LazadaOrders(client), categories: new LazadaCategories(client),
      async refresh(known) {
        if (!known.refresh_token) throw new Reauthorise('there is no refresh token', { rawCode: 'no_refresh_token' });
        const { answer, now } = await tokens(tools, '/auth/token/refresh', () => ({ refresh_token: known.refresh_token ?? '' }));
        return granted(answer, known, now, true);
      },
    };
  },
};
