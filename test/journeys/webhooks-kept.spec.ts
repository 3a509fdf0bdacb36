import { describe, expect, it } from '@jest/globals';
import { ContractShop } from '../contract/contract-shop.js';
import { useStand } from '../contract/stand.js';
import { terms as shopee } from '../contract/shopee.terms.js';
import { terms as tiktok } from '../contract/tiktok-shop.terms.js';
import { terms as woocommerce } from '../contract/woocommerce.terms.js';
import { until } from '../house/serve.js';

const hour = 3_600_000;
/** Orders come by pushes alone. */
const unpolled = async (shop: ContractShop): Promise<void> => void await shop.stand.api('PATCH', `/api/shops/${shop.id}/schedule`, { orders: { paused: true } });
/** The house's address for pushes moves, as after a restore: what is sent to the old one meets nobody. */
const move = (shop: ContractShop, key: string): Promise<unknown> => shop.sql(`UPDATE app.webhook_address a SET key = $2 FROM app.connection c WHERE c.webhook_address_id = a.id AND c.id = $1`, [shop.connectionId, key]);
const addressOf = async (shop: ContractShop): Promise<string> => (await shop.sql<{ key: string }>('SELECT a.key FROM app.webhook_address a JOIN app.connection c ON c.webhook_address_id = a.id WHERE c.id = $1', [shop.connectionId]))[0]?.key ?? '';

describe('Shopee: pushes that never arrived', () => {
  const { stand, scenario } = useStand('shopee', shopee);
  scenario('are fetched from where Shopee keeps them, and the moved address is registered', async (shop) => {
    const product = await shop.product({ stock: 10 });
    await shop.publish(product);
    await unpolled(shop);
    await move(shop, 'alamat-baru-setelah-dipulihkan');
    const order = await shop.order(product.code, 3, { unpaid: true });
    const lost = async () => (await shop.seen()).deliveries.filter((delivery) => delivery.event === '3' && delivery.body?.includes(order));
    for (const [tries, advance] of [[1, 301_000], [2, 1_801_000], [3, 10_801_000]] as const) {
      await until(async () => (await lost()).some((delivery) => (delivery as unknown as { attempts: unknown[] }).attempts.length === tries), `try ${tries}`);
      await stand.passTime(advance);
    }
    await until(async () => (await lost()).some((delivery) => delivery.state === 'failed'), 'Shopee gives up');
    expect(await shop.orders()).toEqual([]);
    await stand.passTime(3 * hour + 1_000);
    await until(async () => (await shop.orders()).length === 1, 'the lost push was fetched and its order read');
    expect(await shop.stock(product.code)).toMatchObject({ reserved: 3, available: 7 });
    await until(async () => (await stand.control<{ requests: { path: string }[] }>('GET', '/requests?after=0')).requests.some((call) => call.path.includes('confirm_consumed_lost_push_message')), 'what was written down is confirmed');
    const next = await shop.order(product.code, 1, { unpaid: true });
    await until(async () => (await shop.orders()).some((row) => row.remote_id === next), 'pushes arrive at the new address');
  });
});

describe('TikTok Shop: a second connection of one app', () => {
  const { stand } = useStand('tiktok-shop', tiktok);
  it('gets its pushes too', async () => {
    const shops: ContractShop[] = [];
    for (const name of ['Toko Induk', 'Toko Cabang']) {
      const opened = await stand.control<{ shop: string; credentials: Record<string, unknown> }>('POST', '/shops', { name, app: 'Aplikasi Bersama' });
      shops.push(await ContractShop.connect(stand, opened.shop, opened.credentials));
    }
    expect(new Set(await Promise.all(shops.map(addressOf))).size).toBe(1);
    for (const shop of shops) {
      const product = await shop.product({ stock: 5 });
      await shop.publish(product);
      await unpolled(shop);
      const order = await shop.order(product.code, 1, { unpaid: true });
      await until(async () => (await shop.orders()).some((row) => row.remote_id === order), 'the order was told');
      const { body } = await stand.api<{ webhook: object }>('GET', `/api/shops/${shop.id}`);
      expect(body.webhook).toMatchObject({ way: 'registered', state: 'ok', registeredAt: expect.any(String), lastDeliveryAt: expect.any(String) });
    }
  }, 60_000);
});

describe('WooCommerce: hooks that the shop switched off', () => {
  const { stand, scenario } = useStand('woocommerce', woocommerce);
  scenario('are switched on again by the daily look', async (shop) => {
    const product = await shop.product({ stock: 50 });
    await shop.publish(product);
    await unpolled(shop);
    const key = await addressOf(shop);
    const hooks = async () => (await stand.control<{ shops: [{ webhooks: { active: boolean }[] }] }>('GET', `/state?shop=${shop.remote}`)).shops[0].webhooks;
    expect((await hooks()).every((hook) => hook.active)).toBe(true);
    await move(shop, 'sebentar-tidak-ada');
    const failed = async () => (await shop.seen()).deliveries.filter((delivery) => delivery.state === 'failed').length;
    for (let n = 0; n < 8 && (await hooks()).every((hook) => hook.active); n += 1) {
      const before = await failed();
      await shop.order(product.code);
      await until(async () => (await failed()) > before, 'a delivery failed');
    }
    await until(async () => (await hooks()).some((hook) => !hook.active), 'a hook stands disabled');
    await move(shop, key);
    await stand.passTime(24 * hour + 1_000);
    await until(async () => (await hooks()).every((hook) => hook.active), 'all hooks are on');
    const order = await shop.order(product.code);
    await until(async () => (await shop.orders()).some((row) => row.remote_id === order), 'pushes arrive again');
  });
});
