/** One practice Lazada for a spec, a new shop in it for each test, pictures it can fetch, and drafts its categories take. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import sharp from 'sharp';
import type { AdapterError, ListingDraft, Photo, Receipt, RemoteRef, Session } from '../../adapters/contract/index.js';
import { LazadaCredentials, LazadaSettings } from '../../adapters/lazada/credentials.js';
import { adapter } from '../../adapters/lazada/index.js';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { Doorstep, Practice, type SeenListing } from './control-door.js';
import { plainTools, type PlainTools } from './plain-tools.js';

interface Mapped { readonly leaf: string; readonly attributes?: ListingDraft['attributes']; readonly brand?: string | null }
const demo = JSON.parse(readFileSync(new URL('../../sandbox/lazada/demo.json', import.meta.url), 'utf8')) as { map: Mapped[] };
export const mapped = demo.map[0] as Mapped;

/** How the practice marketplace starts; a test that changes one of these is followed by these again. */
const usual = { feedMs: 60_000, auditMs: 3_600_000, audit: 'approve', unconfirmed: { productErrors: 'umbrella', batchPending: 'error', newItemStatus: 'Active', updateToQc: true, skuSearch: 'word', refreshable: true } };

let sandboxes: Sandboxes;
export let lazada: Practice, door: Doorstep, shop: string, tools: PlainTools<LazadaCredentials>, session: Session<LazadaCredentials>;
/** For the file that calls this. */
export function usePracticeShop(): void {
  beforeAll(async () => {
    sandboxes = await startSandboxes({ dirs: ['sandbox'], basePort: 0, only: ['lazada'] });
    lazada = new Practice(sandboxes.simulators['lazada']?.url ?? '');
    door = await new Doorstep().open();
  });
  afterAll(async () => {
    await door?.close();
    await sandboxes?.stop();
  });
  beforeEach(async () => {
    await lazada.ask('DELETE', '/faults');
    await settings(usual);
    const opened = await lazada.ask<{ shop: string; credentials: object }>('POST', '/shops', { name: 'Toko Latihan' });
    const skewMs = tools?.skewMs ?? 0;
    shop = opened.shop;
    tools = plainTools(adapter, plainToInstance(LazadaCredentials, opened.credentials), lazada.url);
    tools.skewMs = skewMs;
    session = adapter.connect({ remoteId: shop, country: 'ID', settings: new LazadaSettings() }, tools);
  });
}

export const settings = (change: object): Promise<unknown> => lazada.ask('PATCH', '/settings', change);
/** Moves both clocks, and what falls due there. */
export async function pass(ms: number): Promise<void> {
  await lazada.ask('POST', '/clock', { advanceMs: ms });
  tools.skewMs += ms;
}

/** A picture that stands at an address; `shown` false: the address is empty, only the bytes are here. */
export async function picture(name: string, shown = true): Promise<Photo> {
  const bytes = await sharp({ create: { width: 640, height: 640, channels: 3, background: `#${Buffer.from(name.padEnd(3, 'x')).toString('hex').slice(0, 6)}` } }).jpeg().toBuffer();
  if (shown) door.pictures.set(`/${name}.jpg`, bytes);
  return { sha256: name.padEnd(64, '0'), url: `${door.url}/${name}.jpg`, render: async () => bytes };
}
export const variantOf = (sku: string, more: Partial<ListingDraft['variants'][number]> = {}): ListingDraft['variants'][number] => ({ sku, choice: {}, price: 25_000n, quantity: 7, photo: null, grams: 250, mm: [120, 80, 60], ...more });
export const draft = async (code: string, more: Partial<ListingDraft> = {}): Promise<ListingDraft> => ({
  code, category: mapped.leaf, title: `Kopi Bubuk ${code}`, description: 'Kopi bubuk dari kebun anggota, disangrai tiap pekan.', brand: mapped.brand ?? null, attributes: mapped.attributes ?? {},
  photos: [await picture('a')], variants: [variantOf(code)], ...more,
});
export const sized = (code: string, count: number): Promise<ListingDraft> => draft(code, { variants: Array.from({ length: count }, (_, n) => variantOf(`${code}-${n + 1}`, { choice: { Isi: `${n + 1}00 g` }, quantity: 3 + n })) });

export const kept: RemoteRef[] = [];
export const put = (wanted: ListingDraft, known: RemoteRef | null = null): Promise<Receipt> => session.listings.put(wanted, known, { key: 'key', openedAt: 0 }, async (ref) => { kept.push(ref); });
export const listings = async (): Promise<readonly (SeenListing & { readonly awaitsAudit: boolean })[]> => (await lazada.shop(shop)).listings as never;
export const offersOf = (receipt: Receipt): { sku: string; itemId: string; variantId: string }[] => Object.entries(receipt.ref.variants).map(([sku, ref]) => ({ sku, ...ref }));
export const edit = (receipt: Receipt, change: object): Promise<unknown> => lazada.ask('PATCH', `/listings/${receipt.ref.itemId}`, { shop, ...change });
export const failing = async (work: Promise<unknown>): Promise<AdapterError> => work.then(() => { throw new Error('it did not fail'); }, (error: unknown) => error as AdapterError);
/** Calls of one kind, by the end of their path. */
export const made = (op: string): number => tools.calls.filter((call) => call.op === op).length;
