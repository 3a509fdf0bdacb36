import { createHash, randomBytes } from 'node:crypto';
import { noScope, type Database, type Sealer } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { lineOf } from './sessions.js';

const windowSeconds = 900;
const most = { device: 10, pair: 5, account: 100, address: 60, code: 10, link: 60, letter: 60 };
type Kind = keyof typeof most;
/** One try of each; the first is forgiven whole when it was right, the others get one back. */
export type Tried = readonly (readonly [Kind, string])[];

/**
 * Tries at the door, counted in the database for all processes together. A try is paid before anything is looked at, so that a burst of guesses gets no more than its share.
 * Nobody is locked out by others: a browser that was signed in to this account before carries a sealed mark and has tries of its own; so has an address where the account is signed in. A flood from elsewhere uses up the tries of strangers alone.
 */
export class Tries {
  constructor(private readonly database: Database, private readonly sealer: Sealer) {}

  async pay(tried: Tried): Promise<void> {
    const row = await this.database.inScope(noScope, (tx) => tx.row<{ wait: number }>('SELECT app.pay_tries($1, $2, $3) AS wait', [tried.map(keyOf), tried.map(([kind]) => most[kind]), windowSeconds]));
    if (row && row.wait > 0) throw accessErrors.throttled({ detik: row.wait }, { retryAfter: row.wait });
  }

  async giveBack(tried: Tried): Promise<void> {
    await this.database.inScope(noScope, (tx) => tx.rows('SELECT app.give_back_tries($1)', [tried.map(keyOf)]));
  }

  /** What a sign-in of `email` pays. */
  doors(email: string, from: { readonly address: string; readonly device: string | null; readonly usual: boolean }): Tried {
    const account = email.toLowerCase(), address = lineOf(from.address), pair = ['pair', `${address} ${account}`] as const;
    if (from.device) return [['device', from.device]];
    return from.usual ? [pair] : [pair, ['account', account], ['address', address]];
  }

  /** The mark of a browser from which `userId` signed in; null for a foreign or forged one. */
  device(mark: string | undefined, userId: string | undefined): string | null {
    try {
      return mark && userId ? this.sealer.open(mark, `device:${userId}`) : null;
    } catch {
      return null;
    }
  }

  mark(userId: string): string {
    return this.sealer.seal(randomBytes(16).toString('base64url'), `device:${userId}`);
  }
}

const keyOf = ([kind, whose]: Tried[number]): Buffer => createHash('sha256').update(`${kind} ${whose}`).digest();
