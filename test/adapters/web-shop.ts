import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { isAdapterError, type Intent, type ListingDraft, type Photo, type RemoteRef } from '../../adapters/contract/index.js';
import { Credentials } from '../../adapters/woocommerce/credentials.js';
import { adapter } from '../../adapters/woocommerce/index.js';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { Doorstep, Practice } from './control-door.js';
import { plainTools, type PlainTools } from './plain-tools.js';

/** A practice web shop, opened anew for each test of the file that calls this, with the adapter before it over real HTTP. */
export function webShop() {
  let sandboxes: Sandboxes, serial = 0;
  const at = {
    practice: new Practice(''), door: new Doorstep(), shop: '', category: '', kept: [] as RemoteRef[], tools: null as unknown as PlainTools<Credentials>,
    get serial(): number { return serial; },
    session: () => adapter.connect({ remoteId: '', country: 'ID', settings: {} }, at.tools),
    photo: (name: string): Photo => ({ ...at.door.show(name), render: () => Promise.reject(new Error('sent by link')) }),
    draft: (variants: ListingDraft['variants'], more: Partial<ListingDraft> = {}): ListingDraft =>
      ({ code: 'KOPI', category: at.category, title: 'Kopi Gayo & Susu', description: 'Satu\n\n<dua>', brand: null, attributes: {}, photos: [at.photo('satu'), at.photo('dua')], variants, ...more }),
    simple: (): ListingDraft => at.draft([variant('KOPI-1')]),
    kinds: (): ListingDraft => at.draft([variant('KOPI-S', { Berat: '250 g' }), variant('KOPI-L', { Berat: '1 kg' }, { price: 160_000n, quantity: 3, photo: at.photo('dua') })]),
    put: (what: ListingDraft, known: RemoteRef | null = null) => at.session().listings.put(what, known, intent, async (ref) => void at.kept.push(ref)),
  };
  beforeAll(async () => {
    sandboxes = await startSandboxes({ dirs: ['sandbox'], basePort: 0, only: ['woocommerce'] });
    at.practice = new Practice(sandboxes.simulators.woocommerce?.url ?? '');
    await at.door.open();
  });
  afterAll(async () => {
    await sandboxes?.stop();
    await at.door.close();
  });
  beforeEach(async () => {
    await at.practice.ask('DELETE', '/faults');
    const opened = await at.practice.ask<{ shop: string; credentials: Credentials }>('POST', '/shops', { name: `Toko ${++serial}` });
    at.shop = opened.shop;
    at.tools = plainTools(adapter, Object.assign(new Credentials(), opened.credentials), at.practice.url);
    at.kept = [];
    at.category = (await at.session().categories.tree()).at(-1)?.id ?? '';
  });
  return at;
}

export const intent: Intent = { key: 'kunci-1', openedAt: 0 };
export const variant = (sku: string, choice: Record<string, string> = {}, more: Partial<ListingDraft['variants'][number]> = {}): ListingDraft['variants'][number] => ({ sku, choice, price: 45_000n, quantity: 12, photo: null, grams: 250, mm: [100, 50, 200], ...more });
/** How work of the adapter ended: `none`, or the verdict with the raw code. */
export const verdict = async (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (error: unknown) => (isAdapterError(error) ? `${error.verdict} ${error.rawCode}` : Promise.reject(error)));
