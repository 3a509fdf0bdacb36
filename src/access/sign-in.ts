import { noScope, type Database } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { assertGoodPassword, checkPassword, hashPassword } from './passwords.js';
import { placeOf, type Account, type From, type Sessions } from './sessions.js';
import type { Tried, Tries } from './tries.js';
import type { TwoStep } from './two-step.js';
import { setPassword } from './users.js';

/** What a sign-in sends: at first the first two; then, with them, what was asked for. */
export interface SignIn { readonly email: string; readonly password: string; readonly code?: string; readonly newPassword?: string; readonly enrolment?: string }
export interface SignedIn { readonly token: string; readonly mark: string | null; readonly recoveryCodes: readonly string[] | null }
interface Known { user_id: string; name: string; email: string; cooperative_id: string; cooperative: string; password_hash: string; disabled: boolean; temporary: boolean; administrator: boolean; usual: boolean; two_step: boolean }

/**
 * 1. The password. 2. A temporary one asks for one's own. 3. Who has a second step, or must have one, proves it. Only then is there a session: what is missing is asked for by an error of its own,
 * and the page sends everything again with it, so that no half-open session exists that could be mistaken for a whole one.
 */
export class SignIns {
  /** @param twoStepForAdministrators whether they may not be without (production). */
  constructor(private readonly database: Database, private readonly sessions: Sessions, private readonly twoStep: TwoStep, private readonly tries: Tries, readonly twoStepForAdministrators: boolean) {}

  async signIn(body: SignIn, from: From & { readonly mark?: string }): Promise<SignedIn> {
    const [known] = await this.database.inScope(noScope, (tx) => tx.rows<Known>('SELECT * FROM app.sign_in($1, $2)', [body.email, placeOf(from.address)]));
    const device = this.tries.device(from.mark, known?.user_id);
    const tried = this.tries.doors(body.email, { address: from.address, device, usual: known?.usual ?? false });
    await this.tries.pay(tried);
    const right = await checkPassword(body.password, known && !known.disabled ? known.password_hash : null);
    if (!right || !known) throw accessErrors.wrong();
    const person = { userId: known.user_id, homeId: known.cooperative_id, email: known.email };
    const newHash = await this.#ownPassword(known, body, tried);
    if (!known.two_step && known.administrator && this.twoStepForAdministrators && (!body.enrolment || !body.code)) {
      await this.tries.giveBack(tried);
      const { ticket, secret, uri, picture } = this.twoStep.begin(person);
      throw accessErrors.needsEnrolment({}, { enrolment: { ticket, secret, uri, picture } });
    }
    if (known.two_step) await this.#askCode(body, tried, device, person.userId);
    const done = await this.database.inScope({ ids: [person.homeId] }, async (tx) => {
      let recoveryCodes: string[] | null = null;
      if (known.two_step && !(await this.twoStep.passes(tx, person.userId, body.code ?? ''))) return null;
      if (!known.two_step && body.enrolment && body.code) {
        recoveryCodes = await this.twoStep.finish(tx, person, body.enrolment, body.code);
        if (!recoveryCodes) return null;
      }
      if (newHash) await setPassword(tx, person.userId, newHash);
      return { token: await this.sessions.open(tx, person, from), recoveryCodes };
    });
    if (!done) throw accessErrors.wrongCode();
    await this.tries.giveBack([...tried, ['code', person.userId]]);
    return { ...done, mark: device ? null : this.tries.mark(person.userId) };
  }

  /** The password that is asked for again before a deed on one's own account. */
  async confirm(account: Account, password: string): Promise<void> {
    const tried: Tried = [['device', `confirm ${account.userId}`]];
    await this.tries.pay(tried);
    const row = await this.database.inScope({ ids: [account.homeId] }, (tx) => tx.row<{ password_hash: string }>('SELECT password_hash FROM app.app_user WHERE id = $1', [account.userId]));
    if (!(await checkPassword(password, row?.password_hash ?? null))) throw accessErrors.wrongPassword();
    await this.tries.giveBack(tried);
  }

  /** The hash of the new password where the present one is temporary. */
  async #ownPassword(known: Known, body: SignIn, tried: Tried): Promise<string | null> {
    if (!known.temporary) return null;
    try {
      if (!body.newPassword) throw accessErrors.needsPassword();
      assertGoodPassword(body.newPassword, known);
      if (body.newPassword === body.password) throw accessErrors.samePassword();
    } catch (error) {
      await this.tries.giveBack(tried);
      throw error;
    }
    return hashPassword(body.newPassword);
  }

  /** Codes are few: whoever has the password has ten tries at them in all, the owner's own browser aside. */
  async #askCode(body: SignIn, tried: Tried, device: string | null, userId: string): Promise<void> {
    if (!body.code) {
      await this.tries.giveBack(tried);
      throw accessErrors.needsCode();
    }
    if (!device) await this.tries.pay([['code', userId]]);
  }
}
