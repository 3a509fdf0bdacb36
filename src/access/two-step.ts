import { createHash, randomBytes } from 'node:crypto';
import { defineSealed, type Database, type Sealer, type Tx } from '../kernel/index.js';
import { newSecret, pictureOf, stepOf, uriOf } from './totp.js';

export interface Enrolment { readonly ticket: string; readonly secret: string; readonly uri: string; readonly picture: string }
interface Person { readonly userId: string; readonly homeId: string; readonly email: string }

defineSealed({ table: 'two_step', column: 'sealed', bound: `'two-step:' || user_id`, key: 'user_id' });

const ticketMs = 15 * 60_000;
const codes = 10;
const hashOf = (userId: string, code: string): Buffer => createHash('sha256').update(`${userId} ${code.toLowerCase().replace(/[^a-z2-7]/g, '')}`).digest();

/** The second step of a sign-in: a code that an app on the phone makes from a shared secret, or one of ten written down. */
export class TwoStep {
  constructor(private readonly database: Database, private readonly sealer: Sealer) {}

  /** Nothing is kept until a first code proves that the app has the secret: the ticket carries it back to us, sealed. */
  begin(person: Person): Enrolment {
    const secret = newSecret(), uri = uriOf(secret, person.email);
    return { secret, uri, picture: pictureOf(uri), ticket: this.sealer.seal(`${this.database.clock.now() + ticketMs} ${secret}`, `enrolment:${person.userId}`) };
  }

  /** Keeps the ticket's secret and answers the recovery codes, shown this once; null where the code is not of it. */
  async finish(tx: Tx, person: Person, ticket: string, code: string): Promise<string[] | null> {
    const now = this.database.clock.now();
    const [until = 0, secret = ''] = this.#open(ticket, `enrolment:${person.userId}`).split(' ');
    const step = Number(until) > now ? stepOf(secret, code, now) : null;
    if (step === null) return null;
    await tx.rows(`INSERT INTO app.two_step (user_id, cooperative_id, sealed, last_step) VALUES ($1, $2, $3, $4) ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, last_step = excluded.last_step, created_at = excluded.created_at`,
      [person.userId, person.homeId, this.sealer.seal(secret, `two-step:${person.userId}`), step]);
    return this.freshCodes(tx, person);
  }

  async freshCodes(tx: Tx, person: Person): Promise<string[]> {
    const made = Array.from({ length: codes }, () => (base32(randomBytes(10)).match(/.{4}/g) ?? []).join('-'));
    await tx.rows('DELETE FROM app.recovery_code WHERE user_id = $1', [person.userId]);
    await tx.rows('INSERT INTO app.recovery_code (user_id, cooperative_id, code_hash) SELECT $1, $2, unnest($3::bytea[])', [person.userId, person.homeId, made.map((code) => hashOf(person.userId, code))]);
    return made;
  }

  /** A code works once: its step only rises, in one statement, whatever the number of processes. So does a recovery code. */
  async passes(tx: Tx, userId: string, code: string): Promise<boolean> {
    const typed = code.replace(/\s/g, '');
    const row = await tx.row<{ sealed: string }>('SELECT sealed FROM app.two_step WHERE user_id = $1', [userId]);
    if (!row) return false;
    if (typed.length > 6) return (await tx.row('UPDATE app.recovery_code SET used_at = app.now() WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING 1', [userId, hashOf(userId, typed)])) !== null;
    const step = stepOf(this.sealer.open(row.sealed, `two-step:${userId}`), typed, this.database.clock.now());
    return step !== null && (await tx.row('UPDATE app.two_step SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING 1', [userId, step])) !== null;
  }

  async drop(tx: Tx, userId: string): Promise<void> {
    await tx.rows('DELETE FROM app.recovery_code WHERE user_id = $1', [userId]);
    await tx.rows('DELETE FROM app.two_step WHERE user_id = $1', [userId]);
  }

  #open(sealed: string, bound: string): string {
    try {
      return this.sealer.open(sealed, bound);
    } catch {
      return '';
    }
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567';
/** Ten bytes: 80 bits, sixteen letters. */
const base32 = (bytes: Buffer): string => BigInt(`0x${bytes.toString('hex')}`).toString(2).padStart(bytes.length * 8, '0').replace(/.{5}/g, (bits) => letters[parseInt(bits, 2)] ?? '');
