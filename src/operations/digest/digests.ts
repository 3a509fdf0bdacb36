import { defineSealed, noScope, NotTaken, sendMail, type Database, type Log, type Scope, type Sealer } from '../../kernel/index.js';
import type { Marketplaces } from '../../marketplaces/index.js';
import { claimMessage, messageFailed, messageTaken, writeMessages, type Digest, type Message } from './messages.js';
import { postWebhook } from './send.js';
import { letterOf } from './words.js';

const everyMs = 20_000;
export interface DigestHouse { readonly smtpUrl: string | null; readonly smtpFrom: string | null; readonly publicUrl: string | null; readonly port: number; readonly practice: boolean }
/** What a webhook's row holds sealed. */
export interface Hook { readonly url: string; readonly secret: string }
defineSealed({ table: 'digest', column: 'sealed', bound: `'digest:' || id` });

/**
 * Sends digests, in the process that keeps the schedules. (1) what a digest has to say is written as a message, in one transaction with the memory of having said it; (2) a due message is claimed; (3) sent, with no transaction open; (4) its end is
 * written. Killed between (3) and (4) it is sent again under the same id, which mail readers and receivers of webhooks take for the same one. Several such processes do no harm.
 */
export class Digests {
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly database: Database, private readonly marketplaces: Marketplaces, private readonly sealer: Sealer, private readonly log: Log, private readonly house: DigestHouse) {}

  start(): void {
    this.#timer ??= setInterval(() => { this.#round = this.#round.then(() => this.once()).catch((error: unknown) => this.log.error({ err: error }, 'digests.failed')); }, everyMs);
  }

  /** One round: everything that is due now is written and tried once. */
  async once(): Promise<void> {
    const due = await this.database.inScope(noScope, (tx) => tx.rows<{ digest_id: string; subtree: string[]; above: string[] }>('SELECT * FROM app.digests_due()'));
    for (const { digest_id: id, subtree, above } of due) {
      if (this.#stopped) return;
      await this.#work({ ids: subtree, above }, id).catch((error: unknown) => this.log.error({ digest: id, err: error }, 'digest.failed'));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#round;
  }

  async #work(scope: Scope, id: string): Promise<void> {
    const digest = await this.database.inScope(scope, (tx) => writeMessages(tx, id, this.marketplaces));
    while (digest && !this.#stopped) {
      const message = await this.database.inScope(scope, (tx) => claimMessage(tx, id));
      if (!message) return;
      const error = await this.#send(digest, message).then(() => null, (thrown: unknown) => thrown);
      if (error !== null && !(error instanceof NotTaken)) this.log.error({ digest: id, message: message.id, err: error }, 'digest.fault');
      await this.database.inScope(scope, async (tx) => { await (error === null ? messageTaken(tx, message) : messageFailed(tx, digest, message, error instanceof NotTaken ? error.message : 'fault')); });
      this.log.info({ digest: id, message: message.id, kind: message.kind, channel: digest.channel, taken: error === null, attempt: message.attempts }, 'digest.sent');
    }
  }

  async #send(digest: Digest, message: Message): Promise<void> {
    const publicUrl = this.house.publicUrl ?? `http://127.0.0.1:${this.house.port}`, id = `digest-${message.id}`;
    if (digest.channel === 'email') {
      if (!this.house.smtpUrl || !this.house.smtpFrom) throw new NotTaken('no SMTP_URL');
      return sendMail({ url: this.house.smtpUrl, from: this.house.smtpFrom }, { id: `<${id}@${new URL(publicUrl).hostname}>`, to: digest.address, ...letterOf({ ...digest, kind: message.kind, causes: message.causes, publicUrl }) });
    }
    const hook = JSON.parse(this.sealer.open(digest.sealed ?? '', `digest:${digest.id}`)) as Hook;
    const body = JSON.stringify({ id, type: `failures.${message.kind}`, at: message.created_at.toISOString(), cooperative: { id: digest.cooperative_id, name: digest.cooperative }, causes: message.causes.map((cause) => ({ ...cause, link: /^https?:/.test(cause.link) ? cause.link : publicUrl + cause.link })) });
    return postWebhook({ ...hook, practice: this.house.practice }, { id, at: this.database.clock.now(), body });
  }
}
