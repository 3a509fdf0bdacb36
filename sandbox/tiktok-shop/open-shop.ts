/** A new seller account, under an app and a grant of its own or ones that are there, with all that a client needs to call at once. */
import type { App, Grant, Shop } from './documents.js';
import { consentSeconds, issueTokens } from './tokens.js';
import type { World } from './world.js';

/** Where a shop's goods may stand, the default place first. */
export const salesWarehouses = (world: World, shop: Shop): readonly string[] => (world.kit.unconfirmed('secondWarehouse') === true ? [shop.warehouse, shop.warehouse.replace(/1$/, '3')] : [shop.warehouse]);

export function openShop(world: World, wish: { name: string; app?: string; grant?: string }): { shop: string; credentials: Record<string, unknown> } {
  const app = appFor(world, wish.app, wish.name);
  const number = world.number('shop', 10_000_001);
  const id = `74940496426${number}`;
  const grant = grantFor(world, app, wish.grant, id);
  const shop: Shop = {
    id, cipher: `ROW_${world.kit.random(28)}`, code: `IDLC${number}`, name: wish.name, appKey: app.key, grant: grant.id, openId: world.kit.random(32), warehouse: `70680${number}00001`, returnWarehouse: `70680${number}00002`,
  };
  world.shops.put(id, shop);
  const url = world.kit.url();
  return { shop: id, credentials: { url, auth_url: url, app_key: app.key, app_secret: app.secret, service_id: app.serviceId, ...issueTokens(world, grant), shop_id: id, shop_cipher: shop.cipher } };
}

function appFor(world: World, wish: string | undefined, shopName: string): App {
  const known = world.knownApp(wish);
  if (known) return known;
  const app: App = { key: world.kit.random(13), secret: world.kit.random(40), serviceId: `7431${world.number('service', 10_000_001)}`, name: wish ?? shopName };
  world.apps.put(app.key, app);
  return app;
}

function grantFor(world: World, app: App, name: string | undefined, shop: string): Grant {
  const names = world.kit.store.shelf<{ id: string }>('grant-names');
  const key = `${app.key} ${name ?? ''}`;
  const known = name === undefined ? undefined : world.grants.get(names.get(key)?.id ?? '');
  const grant: Grant = known ? { ...known, shops: [...known.shops, shop] } : { id: String(world.number('grant')), appKey: app.key, shops: [shop], consentEnds: world.now() + consentSeconds, revoked: false };
  world.grants.put(grant.id, grant);
  if (name !== undefined) names.put(key, { id: grant.id });
  return grant;
}
