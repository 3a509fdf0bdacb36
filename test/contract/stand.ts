import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, it } from '@jest/globals';
import { Redis } from 'ioredis';
import sharp from 'sharp';
import { startSandboxes, type Sandboxes } from '../../sandbox/kit/index.js';
import { laneName } from '../../src/queue/index.js';
import { controlCall } from '../house/control-call.js';
import { root, serve, signIn, until, type Client, type Reply, type TestHouse } from '../house/serve.js';
import { ContractShop } from './contract-shop.js';
import type { Carrier, Step, Terms } from './terms.js';

interface DemoLeaf { readonly category: string; readonly leaf: string; readonly attributes?: object; readonly brand?: string | null }

/** The real house beside one practice marketplace. Both clocks move together, by hand; the marketplace's own log and state are the oracle. */
export class Stand {
  house!: TestHouse;
  url = '';
  photo: Buffer = Buffer.alloc(0);
  readonly leaf: DemoLeaf;
  categoryId = '';
  serial = 0;
  #sandboxes: Sandboxes | null = null;
  #client: Client | null = null;
  #shop: ContractShop | null = null;

  constructor(readonly name: string, readonly terms: Terms, readonly carrier: Carrier = 'PostgreSQL') {
    const { map } = JSON.parse(readFileSync(join(root, 'sandbox', name, 'demo.json'), 'utf8')) as { map: [DemoLeaf] };
    this.leaf = map[0];
  }

  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#sandboxes = await startSandboxes({ dirs: [join(root, 'sandbox')], only: [this.name] });
    this.url = this.#sandboxes.simulators[this.name]?.url ?? '';
    this.house = await serve({ practiceUrl: () => this.url, env: { ...await carrying(this.carrier), ...env } });
    // Every shop that was opened here before would be judged again with each product: readiness has specs of its own.
    await this.house.house.keeper.stop();
    this.photo = await sharp({ create: { width: 700, height: 700, channels: 3, background: '#805030' } }).jpeg().toBuffer();
    const category = await this.api<{ id: string }>('POST', '/api/categories', { path: this.leaf.category });
    this.categoryId = category.body.id;
  }

  async stop(): Promise<void> {
    await this.house?.stop();
    await this.#sandboxes?.stop();
  }

  /** The same database, served by a new house that knows the same people, at the same hour. */
  async serveAgain(env: Readonly<Record<string, string>>): Promise<void> {
    const { database, people, scope, cooperativeId, unitId, clock, stop } = this.house, later = await serve({ database, practiceUrl: () => this.url, env });
    later.clock.advance(Math.max(0, clock.now() - later.clock.now()));
    this.house = { ...later, people, scope, cooperativeId, unitId, as: (role) => signIn(later.url, people[role]), stop: async () => { await later.stop(); await stop(); } };
    this.#client = null;
  }

  /** A manager's call of the house's API; signs in again when the clock has moved past the session. */
  async api<T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply<T>> {
    this.#client ??= await this.house.as('manager');
    const reply = await this.#client.send<T>(method, path, body, headers);
    if (reply.status !== 401) return reply;
    this.#client = await this.house.as('manager');
    return this.#client.send<T>(method, path, body, headers);
  }

  /** The practice marketplace's control door. */
  control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    return controlCall(this.url, method, path, body);
  }

  /** A new seller account, connected through the house's API, mapped; the former one is paused, so that its schedule is quiet. */
  async openShop(): Promise<ContractShop> {
    await this.closeShop();
    const opened = await this.control<{ shop: string; credentials: Record<string, unknown> }>('POST', '/shops', { name: `Toko ${++this.serial}` });
    this.#shop = await ContractShop.connect(this, opened.shop, opened.credentials);
    return this.#shop;
  }

  async closeShop(): Promise<void> {
    const shop = this.#shop;
    this.#shop = null;
    if (!shop) return;
    await this.control('DELETE', '/faults');
    await this.control('PATCH', '/settings', { searchLagMs: 0, webhookDuplicates: 0, webhookDelayMs: 0, webhookDrop: 0, webhookShuffle: false });
    await this.api('PATCH', `/api/shops/${shop.id}/schedule`, { paused: true });
    await until(() => this.idle(), 'the workers are idle');
  }

  async passTime(ms: number): Promise<void> {
    this.house.clock.advance(Math.ceil(ms));
    await this.control('POST', '/clock', { advanceMs: Math.ceil(ms) });
    await this.house.house.sweep.once();
  }

  /** No hint waits and no slice runs. */
  async idle(): Promise<boolean> {
    for (const lane of ['prompt', 'bulk']) {
      const counts = await this.house.house.hints.queue(laneName(lane, this.name)).getJobCounts('active', 'waiting', 'prioritized', 'delayed');
      if (Object.values(counts).some((n) => n > 0)) return false;
    }
    return true;
  }

  isStep(step: Step, method: string, path: string, body: string): boolean {
    return step.method === method && path.includes(step.path) && (step.body === undefined || body.includes(step.body));
  }
}

/** An empty keyspace of this test process's own: houses of other processes share the server. */
async function carrying(carrier: Carrier): Promise<Record<string, string>> {
  if (carrier === 'PostgreSQL') return {};
  const url = `${process.env.TEST_REDIS_URL}/${process.env.JEST_WORKER_ID ?? 1}`;
  const client = new Redis(url);
  await client.flushdb();
  await client.quit();
  return { REDIS_URL: url };
}

/** A stand for the file that calls this, and `scenario`: a test, or a skipped one that says why this marketplace cannot have it. */
export function useStand(name: string, terms: Terms, carrier: Carrier = 'PostgreSQL'): { stand: Stand; scenario: (what: string, run: (shop: ContractShop) => Promise<void>) => void } {
  const stand = new Stand(name, terms, carrier);
  const missing = carrier === 'Redis' && !process.env.TEST_REDIS_URL ? 'redis-server is not installed here' : undefined;
  if (missing === undefined) beforeAll(() => stand.start(), 60_000);
  afterEach(() => stand.closeShop());
  afterAll(() => stand.stop());
  return {
    stand,
    scenario: (what, run) => {
      const reason = missing ?? terms.cannot[what];
      if (reason === undefined) it(what, async () => run(await stand.openShop()), 45_000);
      else it.skip(`${what} (${reason})`, () => undefined);
    },
  };
}
