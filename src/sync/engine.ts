import type pg from 'pg';
import type { Database, Log, Sealer } from '../kernel/index.js';
import type { Marketplaces } from '../marketplaces/index.js';
import type { Hints } from '../queue/index.js';
import { Checkpoints } from './checkpoints.js';
import { FreshOrders } from './fresh-orders.js';
import { Gates } from './gates.js';
import { Gateway } from './gateway.js';
import type { Sight } from './leaf-failures.js';
import { Limits } from './limits.js';
import { News } from './news.js';
import { OfferLedger } from './offer-ledger.js';
import { OrderPull } from './order-pull.js';
import type { PhotoSource } from './photo-source.js';
import { PublishOne } from './publish-one.js';
import { RemoteCategories } from './remote-categories.js';
import { Runner } from './runner.js';
import { Runs } from './runs.js';
import { Adopt, type AdoptionWork } from './streams/adopt.stream.js';
import { AskOutcomes } from './streams/ask-outcomes.stream.js';
import { KeepWebhooks, type PushTo } from './streams/keep-webhooks.stream.js';
import { PublishListings } from './streams/publish-listings.stream.js';
import { PullOrders } from './streams/pull-orders.stream.js';
import { PushOffers } from './streams/push-offers.stream.js';
import { ReadBack } from './streams/read-back.stream.js';
import { ReadOrders } from './streams/read-orders.stream.js';
import { RefreshCategories } from './streams/refresh-categories.stream.js';
import { RefreshTokens } from './streams/refresh-tokens.stream.js';
import { Tokens } from './tokens.js';
import type { Traffic } from './traffic.js';
import { Troubles } from './troubles.js';

export interface EngineParts {
  readonly database: Database; readonly marketplaces: Marketplaces; readonly sealer: Sealer; readonly hints: Hints; readonly log: Log; readonly photos: PhotoSource; readonly sight: Sight; readonly traffic: Traffic;
  /** What follows the reading of all that is on sale. */
  readonly adoption: AdoptionWork;
  /** For limits only: autocommit, synchronous_commit = off. */
  readonly limitsPool: pg.Pool;
  readonly pushTo: PushTo;
}

/** Puts the engine together: the gateway, and the runner with all streams. */
export function createEngine(parts: EngineParts): { gateway: Gateway; runner: Runner } {
  const { database, sealer, log } = parts;
  const tokens = new Tokens(database, sealer, log), gates = new Gates(database, log), runs = new Runs(database, log);
  const gateway = new Gateway(database, parts.marketplaces, new Limits(parts.limitsPool, database.clock), tokens, parts.traffic);
  const troubles = new Troubles(gates, tokens), checkpoints = new Checkpoints(database), categories = new RemoteCategories(database, parts.sight);
  const pull = new OrderPull(database, sealer, runs, (shopId) => gateway.offsetOf(shopId));
  const ledger = { runs, gates };
  const runner = new Runner(database, gateway, parts.hints, [
    new PullOrders(pull, troubles, gates),
    new ReadOrders(database, sealer, checkpoints, troubles, ledger),
    new PushOffers(database, new FreshOrders(database, pull), troubles, gates, new OfferLedger(database, runs)),
    new PublishListings(database, new PublishOne(database, categories, parts.photos, troubles, ledger)),
    new AskOutcomes(database, troubles, runs),
    new ReadBack(database, checkpoints, troubles, ledger),
    new RefreshTokens(tokens, troubles),
    new RefreshCategories(database, checkpoints, categories, troubles, gates),
    new KeepWebhooks(database, checkpoints, new News(database, parts.hints), { troubles, gates, log }, { sealer, pushTo: parts.pushTo }),
    new Adopt(database, checkpoints, troubles, runs, parts.adoption),
  ], log);
  return { gateway, runner };
}
