import { until } from '../house/serve.js';
import type { Stand } from './stand.js';
import type { Step } from './terms.js';

export interface SeenVariant { readonly id: string; readonly sku: string; readonly price: number; readonly stock: number }
export interface SeenListing { readonly id: string; readonly code: string; readonly title: string; readonly live: boolean; readonly photos: readonly string[]; readonly variants: readonly SeenVariant[] }
export interface SeenDelivery { readonly id: string; readonly event: string; readonly body: string | null; readonly headers: Readonly<Record<string, string>>; readonly url: string; readonly state: string; readonly attempts: readonly { readonly at: string }[] }
export interface SeenShop { readonly listings: readonly SeenListing[]; readonly orders: readonly { readonly id: string; readonly status: string }[]; readonly deliveries: readonly SeenDelivery[]; readonly photos: readonly object[] }
export interface SeenCall { readonly n: number; readonly method: string; readonly path: string; readonly body: string | null; readonly status: number; readonly effect: string; readonly subject: string | null; readonly fault: string | null }
export interface Made { readonly id: string; readonly code: string; readonly skus: readonly string[]; readonly variantIds: readonly string[] }
interface Open { readonly n: number; readonly wait: number | null }

/** One seller account on the practice marketplace and the shop it is in the house. */
export class ContractShop {
  private constructor(readonly stand: Stand, readonly remote: string, readonly id: string, readonly connectionId: string, readonly credentials: Readonly<Record<string, unknown>>) {}

  static async connect(stand: Stand, remote: string, credentials: Readonly<Record<string, unknown>>): Promise<ContractShop> {
    const made = await stand.api<{ id: string; shops: { id: string }[] }>('POST', '/api/connections', { marketplace: stand.name, environment: 'practice', credentials });
    if (made.status !== 201) throw new Error(`Not connected: ${JSON.stringify(made.body)}`);
    const shop = new ContractShop(stand, remote, made.body.shops[0]?.id ?? '', made.body.id, credentials);
    await until(async () => (await stand.api<{ items: unknown[] }>('GET', `/api/remote-categories?shop=${shop.id}`)).body.items.length > 0, 'the category tree is read');
    const mapped = await stand.api('PUT', '/api/category-maps', { categoryId: stand.categoryId, shopId: shop.id, remoteId: stand.leaf.leaf, attributes: stand.leaf.attributes ?? {}, ...(stand.leaf.brand ? { brand: stand.leaf.brand } : {}) });
    if (mapped.status !== 200) throw new Error(`Not mapped: ${JSON.stringify(mapped.body)}`);
    const { webhooks } = stand.house.house.marketplaces.get(stand.name);
    if (webhooks?.subscribe) {
      await until(async () => (await shop.sql<{ at: string | null }>('SELECT subscribed_as AS at FROM app.connection WHERE id = $1', [shop.connectionId]))[0]?.at, 'the marketplace pushes to us');
    } else if (webhooks) await shop.paste();
    await until(() => stand.idle(), 'the first reads are over');
    return shop;
  }

  /** What a person does who copies the address from the shop's page into the marketplace's console. */
  async paste(): Promise<void> {
    const { terms, name, url } = this.stand;
    if (!terms.paste) {
      if (terms.cannot['a push brings its order']) return;
      throw new Error(`${name} pushes, but cannot be told the address by API: tell its terms how a person pastes it (paste).`);
    }
    const { webhook } = (await this.stand.api<{ webhook: { address: string } }>('GET', `/api/shops/${this.id}`)).body;
    const { path, form, json } = terms.paste(webhook.address, this);
    const answer = await fetch(`${url}${path}`, { method: 'POST', redirect: 'manual', ...(json ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) } : { body: new URLSearchParams(form) }) });
    if (answer.status >= 400) throw new Error(`Not pasted: ${answer.status} ${await answer.text()}`);
  }

  sql<T extends object>(text: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.stand.house.house.database.inScope(this.stand.house.scope, (tx) => tx.rows<T>(text, params));
  }

  /** A product with a photo: one variant, or as many as `choices` names. */
  async product(more: { stock?: number; price?: number; choices?: readonly string[]; title?: string; photo?: boolean } = {}): Promise<Made> {
    const code = `UJI-${++this.stand.serial}`;
    const variant = (sku: string, index: number, choice?: string) => ({ sku, ...(choice ? { choice: [choice] } : {}), price: (more.price ?? 20_000) + index * 1_000, stock: more.stock ?? 10, grams: 250, lengthMm: 120, widthMm: 80, heightMm: 60 });
    const made = await this.stand.api<{ id: string; variants: { id: string; sku: string }[] }>('POST', '/api/products', {
      code, title: more.title ?? `Kopi bubuk robusta lereng ${code}`, description: 'Kopi bubuk dari kebun anggota koperasi, disangrai sedang dan digiling halus tiap pekan.', categoryId: this.stand.categoryId,
      ...(more.choices ? { axes: ['Isi'], variants: more.choices.map((choice, index) => variant(`${code}-${index + 1}`, index, choice)) } : { variants: [variant(code, 0)] }),
    });
    if (made.status !== 201) throw new Error(`Not made: ${JSON.stringify(made.body)}`);
    const photo = await this.stand.api('POST', `/api/products/${made.body.id}/photos`, new Uint8Array(this.stand.photo), { 'content-type': 'image/jpeg' });
    if (photo.status !== 201) throw new Error(`No photo: ${JSON.stringify(photo.body)}`);
    return { id: made.body.id, code, skus: made.body.variants.map((entry) => entry.sku), variantIds: made.body.variants.map((entry) => entry.id) };
  }

  async wish(products: readonly Made[], wanted: 'live' | 'withdrawn' = 'live'): Promise<void> {
    const done = await this.stand.api('POST', '/api/listings', { products: { ids: products.map((product) => product.id) }, shops: [this.id], wanted });
    if (done.status !== 202) throw new Error(`Not wished: ${JSON.stringify(done.body)}`);
  }

  /** Wishes, and waits until they are answered. */
  async publish(...products: readonly Made[]): Promise<void> {
    await this.wish(products);
    await this.settle();
  }

  async count(variantId: string | undefined, quantity: number): Promise<void> {
    const done = await this.stand.api('POST', '/api/stock-movements', { variantId, kind: 'count', quantity, reason: 'hitung ulang' });
    if (done.status !== 201) throw new Error(`Not counted: ${JSON.stringify(done.body)}`);
  }

  async edit(product: Made, change: object): Promise<void> {
    const now = await this.stand.api<{ revision: number }>('GET', `/api/products/${product.id}`);
    const done = await this.stand.api('PATCH', `/api/products/${product.id}`, change, { 'if-match': `"${now.body.revision}"` });
    if (done.status !== 200) throw new Error(`Not edited: ${JSON.stringify(done.body)}`);
  }

  async seen(): Promise<SeenShop> {
    const { shops } = await this.stand.control<{ shops: [SeenShop] }>('GET', `/state?shop=${encodeURIComponent(this.remote)}`);
    return shops[0];
  }

  /** Listings there of this product, by the SKUs they carry. */
  async there(product: Made): Promise<readonly SeenListing[]> {
    return (await this.seen()).listings.filter((listing) => listing.code === product.code || listing.variants.some((variant) => product.skus.includes(variant.sku)));
  }

  async stockThere(sku: string | undefined): Promise<number | undefined> {
    return (await this.seen()).listings.flatMap((listing) => listing.variants).find((variant) => variant.sku === sku)?.stock;
  }

  async mark(): Promise<number> {
    return (await this.stand.control<{ last: number }>('GET', `/requests?after=999999999&shop=${encodeURIComponent(this.remote)}`)).last;
  }

  async calls(after = 0, step?: Step): Promise<readonly SeenCall[]> {
    const { requests } = await this.stand.control<{ requests: SeenCall[] }>('GET', `/requests?after=${after}&shop=${encodeURIComponent(this.remote)}`);
    return step ? requests.filter((call) => this.stand.isStep(step, call.method, call.path, call.body ?? '')) : requests;
  }

  async writes(after = 0): Promise<readonly SeenCall[]> {
    return (await this.calls(after)).filter((call) => call.effect !== 'none');
  }

  fault(step: Step, fault: object, times = 1): Promise<unknown> {
    return this.stand.control('POST', '/faults', { match: { ...step, shop: this.remote }, times, fault });
  }

  async order(sku: string | undefined, quantity = 1, more: object = {}): Promise<string> {
    return (await this.stand.control<{ id: string }>('POST', '/orders', { shop: this.remote, lines: [{ sku, quantity }], buyer: 'Sari', ...more })).id;
  }

  move(order: string, to: string, more: object = {}): Promise<unknown> {
    return this.stand.control('POST', `/orders/${order}/moves`, { shop: this.remote, to, ...more });
  }

  /** Asks for a pull and waits until it, and what it causes, is over. */
  async pull(): Promise<void> {
    await this.stand.api('PATCH', `/api/shops/${this.id}/schedule`, { pullNow: true });
    await this.settle();
  }

  async causes(): Promise<string[]> {
    return (await this.stand.api<{ causes: { cause: string }[] }>('GET', `/api/failures?shop=${this.id}`)).body.causes.map((entry) => entry.cause);
  }

  /** By the order's id as its buyer knows it, where its items are kept apart too. */
  async orders(): Promise<readonly { remote_id: string; status: string; lines: number }[]> {
    return this.sql('SELECT o.group_id AS remote_id, o.status, (SELECT count(*)::int FROM app.order_line l WHERE l.order_id = o.id) AS lines FROM app.orders o WHERE o.shop_id = $1 ORDER BY o.id', [this.id]);
  }

  async stock(sku: string | undefined): Promise<{ onHand: number; reserved: number; available: number }> {
    const { body } = await this.stand.api<{ items: { sku: string; stock: { onHand: number; reserved: number; available: number } }[] }>('GET', `/api/variants?sku=${sku ?? ''}`);
    return body.items[0]?.stock ?? { onHand: -1, reserved: -1, available: -1 };
  }

  /** Rows of this shop that still want something, and in how many ms the first of them may go on (0: now). */
  async open(): Promise<Open> {
    const [row] = await this.sql<Open>(
      `WITH due AS (
         SELECT greatest(due_at, lease_until) AS at FROM app.listing WHERE shop_id = $1 AND due_at IS NOT NULL AND (wanted_rev > answered_rev OR ticket IS NOT NULL OR state = 'review')
         UNION ALL SELECT greatest(due_at, lease_until) FROM app.offer_side WHERE shop_id = $1 AND due_at IS NOT NULL AND reason IS NULL
         UNION ALL SELECT greatest(not_before, lease_until) FROM app.webhook_receipt WHERE shop_id = $1 AND done_at IS NULL
         UNION ALL SELECT greatest(next_at, lease_until) FROM app.checkpoint WHERE shop_id = $1 AND paused_at IS NULL AND stream IN ('pull-orders', 'read-back') AND (attempts > 0 OR from_at IS NOT NULL OR next_at <= app.now() OR cursor IS NOT NULL))
       SELECT count(*)::int AS n, (extract(epoch FROM greatest(min(at), (SELECT gate_until FROM app.shop WHERE id = $1)) - app.now()) * 1000)::float8 AS wait FROM due`, [this.id]);
    return row ?? { n: 0, wait: null };
  }

  /** Until what a queue took is decided there: at once where answers are final. */
  async decided(): Promise<void> {
    for (;;) {
      await until(() => this.stand.idle(), 'the workers are idle');
      const [row] = await this.sql<{ wait: number | null }>('SELECT (extract(epoch FROM min(ask_at) - app.now()) * 1000)::float8 AS wait FROM app.offer_side WHERE shop_id = $1 AND ticket IS NOT NULL', [this.id]);
      if (row?.wait == null) return;
      await this.stand.passTime(Math.max(0, row.wait) + 20);
    }
  }

  /** Until nothing is wanted any more: works what is due, and moves the clocks to the next instant at which something is. */
  async settle(): Promise<void> {
    // A slow machine is busy for long, which is no reason to give up; turning round without end is.
    const startedAt = performance.now();
    for (let round = 0; round < 400 && performance.now() - startedAt < 120_000;) {
      const busy = !(await this.stand.idle());
      const { n, wait } = await this.open();
      if (n === 0 && !busy) return;
      if (!busy) round += 1;
      if (busy || wait === null) await new Promise((resolve) => setTimeout(resolve, 25));
      else if (wait <= 0) {
        await this.stand.house.house.sweep.once();
        await new Promise((resolve) => setTimeout(resolve, 10));
      } else if (!Number.isFinite(wait)) throw new Error(`Nothing will ever go on: ${JSON.stringify(await this.causes())}`);
      else await this.stand.passTime(wait + 20);
    }
    throw new Error(`Never settled: ${JSON.stringify(await this.open())}, ${JSON.stringify((await this.calls()).slice(-5))}`);
  }
}
