import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database, noScope, Permit, Who, type Caller } from '../kernel/index.js';
import { federationOf, readShop, type ShopRecord } from '../shops/index.js';
import { Connecting } from './connecting.js';
import { syncErrors } from './errors.js';
import { Gateway, type OpenShop } from './gateway.js';

/** Asks a shop's marketplace something now, for a person who waits for the answer: whether the grant works, and what its settings may be. */
@ApiTags('shops')
@Controller('api/shops')
export class ChecksController {
  constructor(private readonly database: Database, private readonly gateway: Gateway, private readonly connecting: Connecting) {}

  /** "Uji": the cheapest read. Refused in plain words when the marketplace says no. */
  @Post(':id/checks') @Permit('shops.operate') @HttpCode(200)
  async check(@Who() caller: Caller, @Param('id') id: string) {
    const open = await this.#open(caller, id);
    const startedAt = this.database.clock.monotonic();
    const shops = await this.#asked(open, () => open.session.check());
    return { ok: true, ms: Math.round(this.database.clock.monotonic() - startedAt), shops: shops.map((shop) => ({ remoteId: shop.remoteId, name: shop.name })) };
  }

  /** What the settings form may offer: channels, warehouses, pickup points. */
  @Get(':id/choices') @Permit('read')
  async choices(@Who() caller: Caller, @Param('id') id: string) {
    const open = await this.#open(caller, id);
    return { choices: await this.#asked(open, () => open.session.choices()) };
  }

  async #asked<T>(open: OpenShop, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw this.connecting.plain(open.adapter, error);
    }
  }

  async #open(caller: Caller, id: string): Promise<OpenShop> {
    const mine = /^\d{1,19}$/.test(id) ? await this.database.inScope(caller.scope, (tx) => readShop(tx, id)) : null;
    if (!mine) throw syncErrors.notFound();
    if (!mine.connected) throw syncErrors.notConnected();
    const scope = await this.database.inScope(noScope, (tx) => federationOf(tx, mine.cooperativeId));
    // Its connection may be the parent's, which a unit does not see.
    const shop: ShopRecord = { ...((await this.database.inScope(scope, (tx) => readShop(tx, id))) ?? mine), scope };
    return this.gateway.open(shop, { lane: 'prompt', signal: new AbortController().signal });
  }
}
