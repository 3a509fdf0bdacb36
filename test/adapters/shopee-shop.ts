/** One practice Shopee for a spec, a new shop in it for each test, and drafts the demo's categories take. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import type { AdapterError, ListingDraft, Photo, Receipt, RemoteRef, Session } from '../../adapters/contract/index.js';
import { ShopeeCredentials, ShopeeSettings } from '../../adapters/shopee/credentials.js';
import { adapter } from '../../adapters/shopee/index.js';
import { plainTools, type PlainTools } from './plain-tools.js';
import sharp from 'sharp';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { Practice } from './control-door.js';

interface Mapped { readonly leaf: string; readonly attributes?: ListingDraft['attributes']; readonly brand?: string | null }
const demo = JSON.parse(readFileSync(new URL('../../sandbox/shopee/demo.json', import.meta.url), 'utf8')) as { map: Mapped[] };
export const mapped = demo.map[0] as Mapped;

let sandboxes: Sandboxes, shopee: Practice;
export let shop: string, tools: PlainTools<ShopeeCredentials>, session: Session<ShopeeCredentials>;
/** One colour; another name, other bytes. */
export const picture = (name: string): Photo => ({ sha256: name.padEnd(64, '0'), url: null, render: async () => sharp({ create: { width: 640, height: 640, channels: 3, background: `#${Buffer.from(name.padEnd(3, 'x')).toString('hex').slice(0, 6)}` } }).jpeg().toBuffer() });
export const variantOf = (sku: string, more: Partial<ListingDraft['variants'][number]> = {}): ListingDraft['variants'][number] => ({ sku, choice: {}, price: 25_000n, quantity: 7, photo: null, grams: 250, mm: [120, 80, 60], ...more });
export const control = (call: string, body?: object): Promise<Readonly<Record<string, unknown>>> => shopee.ask(call.split(' ')[0] ?? 'GET', call.split(' ')[1] ?? '', body);

async function openShop(): Promise<void> {
  const opened = await control('POST /shops', { name: 'Toko Latihan' });
  shop = String(opened['shop']);
  tools = plainTools(adapter, plainToInstance(ShopeeCredentials, opened['credentials']), shopee.url);
  session = adapter.connect({ remoteId: shop, country: 'ID', settings: new ShopeeSettings() }, tools);
}
/** For the file that calls this. */
export function usePracticeShop(): void {
  beforeAll(async () => {
    sandboxes = await startSandboxes({ dirs: ['sandbox'], basePort: 0, only: ['shopee'] });
    shopee = new Practice(sandboxes.simulators['shopee']?.url ?? '');
  });
  beforeEach(async () => {
    await control('DELETE /faults');
    await openShop();
  });
  afterAll(() => sandboxes?.stop());
}

export const draft = (code: string, more: Partial<ListingDraft> = {}): ListingDraft => ({
  code, category: mapped.leaf, title: `Kopi Bubuk ${code}`, description: 'Kopi bubuk dari kebun anggota, disangrai tiap pekan.', brand: mapped.brand ?? '0', attributes: mapped.attributes ?? {},
  photos: [picture('a'), picture('b')], variants: [variantOf(code)], ...more,
});
export const coloured = (code: string, names: readonly string[]): ListingDraft => draft(code, { variants: names.map((name, index) => variantOf(`${code}-${name}`, { choice: { Warna: name }, price: 25_000n + BigInt(index * 1_000), quantity: 3 + index, photo: picture(`v${name}`) })) });
export const intent = { key: 'key', openedAt: Date.now() };
export const kept: RemoteRef[] = [];
export const put = (wanted: ListingDraft, known: RemoteRef | null = null): Promise<Receipt> => session.listings.put(wanted, known, intent, async (ref) => { kept.push(ref); });
export async function settled(receipt: Receipt): Promise<Receipt> {
  await control('POST /clock', { advanceMs: 2_000 });
  return receipt.state === 'review' ? session.listings.outcome(receipt.ref) : receipt;
}
interface Seen { id: string; title: string; live: boolean; state: string; variants: { id: string; sku: string; price: number; stock: number; reserved: number }[]; photos: string[] }
export async function truth(): Promise<readonly Seen[]> {
  const state = await control(`GET /state?shop=${shop}`);
  return ((state['shops'] as { listings: Seen[] }[])[0]?.listings ?? []);
}
export const failing = async (work: Promise<unknown>): Promise<AdapterError> => work.then(() => { throw new Error('it did not fail'); }, (error: unknown) => error as AdapterError);
export const offersOf = (receipt: Receipt): { sku: string; itemId: string; variantId: string }[] => Object.entries(receipt.ref.variants).map(([sku, ref]) => ({ sku, ...ref }));
export const fault = (path: string, what: object, more: object = {}): Promise<unknown> => control('POST /faults', { match: { path }, times: 1, fault: what, ...more });

