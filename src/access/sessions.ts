import { createHash, randomBytes } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { noScope, type Caller, type Database, type Role } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { checkPassword } from './passwords.js';

const lifeDays = 14;
export const lifeMs = lifeDays * 86_400_000;
const pairTries = 5;
const addressTries = 60;
interface SessionRow { user_id: string; name: string; email: string; role: Role; language: 'id' | 'en'; cooperative_id: string; cooperative: string; timezone: string; subtree: string[]; above: string[]; expires_at: Date }

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Sessions live in the database: a hash of 256 random bits, so that signing out (or being disabled) works at once, everywhere. */
export class Sessions {
  /** Five wrong passwords a quarter of an hour for one account from one address: others, and the account elsewhere, are not locked out. */
  readonly #pair = new RateLimiterMemory({ points: pairTries, duration: 900 });
  readonly #address = new RateLimiterMemory({ points: addressTries, duration: 900 });

  constructor(private readonly database: Database) {}

  /** Returns the token to keep in the cookie. */
  async open(email: string, password: string, address: string, agent: string): Promise<string> {
    const pair = `${address} ${email.toLowerCase()}`;
    await this.#spend(pair, address);
    const [known] = await this.database.inScope(noScope, (tx) => tx.rows<{ user_id: string; cooperative_id: string; password_hash: string; disabled: boolean }>('SELECT * FROM app.sign_in($1)', [email]));
    const right = await checkPassword(password, known && !known.disabled ? known.password_hash : null);
    if (!right || !known) throw accessErrors.wrong();
    await Promise.all([this.#pair.delete(pair), this.#address.reward(address)]);
    const token = randomBytes(32).toString('base64url');
    await this.database.inScope({ ids: [known.cooperative_id] }, async (tx) => {
      await tx.rows('DELETE FROM app.session WHERE user_id = $1 AND expires_at <= app.now()', [known.user_id]);
      await tx.rows('INSERT INTO app.session (token_hash, user_id, cooperative_id, expires_at, agent) VALUES ($1, $2, $3, app.now() + make_interval(days => $4), $5)', [tokenHash(token), known.user_id, known.cooperative_id, lifeDays, agent.slice(0, 200)]);
    });
    return token;
  }

  /** Who holds this token; null when it is unknown, over, or its user disabled. A session that is used lives on: `renewed` is told at most once a day, so that the cookie can live on with it. */
  async caller(token: string, renewed: () => void = () => undefined): Promise<Caller | null> {
    const hash = tokenHash(token);
    const row = await this.database.inScope(noScope, (tx) => tx.row<SessionRow>('SELECT * FROM app.session_of($1)', [hash]));
    if (!row) return null;
    const scope = { ids: row.subtree, above: row.above, by: row.user_id };
    if (row.expires_at.getTime() - this.database.clock.now() < lifeMs - 86_400_000) {
      await this.database.inScope(scope, (tx) => tx.rows('UPDATE app.session SET expires_at = app.now() + make_interval(days => $2), seen_at = app.now() WHERE token_hash = $1', [hash, lifeDays]));
      renewed();
    }
    return { userId: row.user_id, name: row.name, email: row.email, role: row.role, language: row.language, cooperativeId: row.cooperative_id, cooperative: row.cooperative, timezone: row.timezone, scope, sessionHash: hash };
  }

  async close(caller: Caller): Promise<void> {
    await this.database.inScope(caller.scope, (tx) => tx.rows('DELETE FROM app.session WHERE token_hash = $1', [caller.sessionHash]));
  }

  /** A try is paid before the password is looked at (a burst of guesses at once gets no more than its share) and given back when it was right. */
  async #spend(pair: string, address: string): Promise<void> {
    for (const [limiter, key] of [[this.#pair, pair], [this.#address, address]] as const) {
      try {
        await limiter.consume(key);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
        throw accessErrors.throttled({ detik: seconds }, { retryAfter: seconds });
      }
    }
  }
}
