import { DomainError, noScope, type Database, type Log } from '../../kernel/index.js';
import { fetchPicture, photoErrors, PictureRefused, type Photos } from '../../photos/index.js';
import { attach, photosChanged } from './mentions.js';

const atOnce = 4;
const everyMs = 60_000;
interface Waiting { id: string; cooperative_id: string; named_by: string; name: string }

/**
 * Brings the photos whose addresses rows name. What waits stands in the database: woken after an import and once a minute, so that a stop loses none, and claimed for five minutes, so that two processes do not fetch the same.
 * No transaction is open while one is fetched; each that fails keeps its own reason.
 */
export class PhotoFetcher {
  #round: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;

  /** `loopback`: only for tests, whose servers run on this machine. */
  constructor(private readonly database: Database, private readonly photos: Photos, private readonly log: Log, private readonly loopback = false) {}

  start(): void {
    this.#timer ??= setInterval(() => this.wake(), everyMs).unref();
    this.wake();
  }

  wake(): void {
    if (!this.#stopping) this.#round = this.#round.then(() => this.#turn()).catch((error: unknown) => this.log.error({ err: error }, 'photos.fetch-failed'));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#round;
  }

  async #turn(): Promise<void> {
    const owners = await this.database.inScope(noScope, (tx) => tx.rows<{ id: string }>('SELECT app.waiting_photos() AS id'));
    for (const { id } of owners) {
      for (;;) {
        const claimed = this.#stopping ? [] : await this.database.inScope({ ids: [id] }, (tx) => tx.rows<Waiting>(
          `UPDATE app.photo_mention m SET claimed_at = app.wall() FROM (SELECT id FROM app.photo_mention WHERE state = 'waiting' AND cooperative_id = $1 AND (claimed_at IS NULL OR claimed_at < app.wall() - interval '5 minutes') ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) w WHERE m.id = w.id RETURNING m.id, m.cooperative_id, m.named_by, m.name`, [id, atOnce]));
        if (claimed.length === 0) break;
        await Promise.all(claimed.map((mention) => this.#bring(mention)));
      }
    }
  }

  async #bring(mention: Waiting): Promise<void> {
    const scope = { ids: [mention.cooperative_id, mention.named_by] };
    try {
      const facts = await this.photos.take(await fetchPicture(mention.name, { loopback: this.loopback }));
      await this.database.inScope(scope, async (tx) => photosChanged(tx, await attach(tx, [mention.id], [facts])));
    } catch (error) {
      const problem = error instanceof PictureRefused ? error.problem : error instanceof DomainError ? error : null;
      if (!problem) this.log.error({ mention: mention.id, err: error }, 'photos.fetch-failed');
      const { entry, params } = problem ?? photoErrors.notReached();
      await this.database.inScope(scope, (tx) => tx.rows(`UPDATE app.photo_mention SET state = 'failed', code = $2, detail = $3, claimed_at = NULL WHERE id = $1 AND state = 'waiting'`, [mention.id, entry.code, JSON.stringify(params)]));
    }
  }
}
