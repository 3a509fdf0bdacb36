import { isAdapterError, type Adapter } from '../../adapters/contract/index.js';
import { noScope, type Database, type Sealer } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import { openCredentials } from '../shops/index.js';
import { syncErrors } from './errors.js';
import { flood } from './flood.js';
import type { News } from './news.js';
import type { Traffic } from './traffic.js';

/** How far a signed instant may lie from now: clocks differ, and a retry may carry the first one's. */
const windowMs = 15 * 60_000;
/** An address is looked up anew after this; at once where a signature does not fit what is remembered, for its secret may have changed. */
const rememberedMs = 1_000;
const mostRemembered = 500;

type Reader = NonNullable<Adapter['webhooks']>;
type Read = ReturnType<Reader['read']>;
interface Row { address_id: string; app: string; secret: string; connection_id: string; sealed: string }
interface Door { readonly addressId: string; readonly reader: Reader; readonly credentials: object; readonly secret: string; readonly until: number }
export interface Delivery { readonly marketplace: string; readonly key: string; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array }

/**
 * A push is mere news: verified, one insert per shop and event, committed, then the marketplace's own kind of acknowledgement. The order is read from the API, never believed from the push.
 * A call that is not signed, or whose signed instant is out of its window, writes nothing, neither a row nor a line of the log: it is counted.
 */
export class Webhooks {
  readonly #doors = new Map<string, Door>();

  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces, private readonly sealer: Sealer, private readonly news: News, private readonly traffic: Traffic) {}

  async take(delivery: Delivery): Promise<{ status: number; body: string }> {
    const adapter = this.marketplaces.find(delivery.marketplace), name = `${delivery.marketplace}/${delivery.key}`;
    const remembered = this.#doors.get(name), known = remembered && remembered.until > this.database.clock.monotonic() ? remembered : null;
    let door = known ?? (adapter && (await this.#look(adapter, delivery.key, name)));
    if (!adapter || !door) {
      this.traffic.pushed(adapter?.marketplace ?? '', 'unknown');
      throw syncErrors.unknownAddress();
    }
    let read = signedOrNull(door, delivery);
    if (!read && known) {
      door = await this.#look(adapter, delivery.key, name);
      read = door && signedOrNull(door, delivery);
    }
    const late = read?.signedAt !== undefined && Math.abs(this.database.clock.now() - read.signedAt) > windowMs;
    if (!door || !read || late) {
      this.traffic.pushed(adapter.marketplace, 'unsigned');
      throw syncErrors.unsigned();
    }
    if (read.unsigned) {
      this.traffic.pushed(adapter.marketplace, 'unsigned');
      return read.reply;
    }
    flood.note();
    const open = await this.news.write(door.addressId, read.notices, delivery.key);
    this.traffic.pushed(adapter.marketplace, open ? 'taken' : 'unknown');
    if (open) return read.reply;
    this.#doors.delete(name);
    throw syncErrors.unknownAddress();
  }

  async #look(adapter: Adapter, key: string, name: string): Promise<Door | null> {
    const [newest] = adapter.webhooks ? await this.database.inScope(noScope, (tx) => tx.rows<Row>('SELECT * FROM app.webhook_of($1, $2)', [adapter.marketplace, key])) : [];
    this.#doors.delete(name);
    if (!adapter.webhooks || !newest) return null;
    const door: Door = { addressId: newest.address_id, reader: adapter.webhooks, credentials: openCredentials(this.sealer, newest.connection_id, newest.sealed, adapter.credentials), secret: this.sealer.open(newest.secret, `webhook:${adapter.marketplace}:${newest.app}`), until: this.database.clock.monotonic() + rememberedMs };
    if (this.#doors.size >= mostRemembered) this.#doors.clear();
    this.#doors.set(name, door);
    return door;
  }
}

function signedOrNull({ reader, credentials, secret }: Door, { url, headers, body }: Delivery): Read | null {
  try {
    return reader.read({ url, headers, body }, credentials, secret);
  } catch (error) {
    if (!isAdapterError(error)) throw error;
    return null;
  }
}
