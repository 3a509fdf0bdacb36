import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { runCommand } from '../../src/apps/upkeep/commands.js';
import type { FreshDatabase } from '../house/database.js';
import { root } from '../house/serve.js';

/** An operator's terminal beside a house: its commands, in English unless `lang` says otherwise. */
export class Desk {
  readonly place = mkdtempSync(join(tmpdir(), 'serentak-desk-'));

  constructor(private readonly database: FreshDatabase, private readonly env: Readonly<Record<string, string>> = {}) {}

  /** What the command said, and its exit code. A sentence for people is thrown, as `bin/command.mjs` gets it. */
  async run(name: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<{ said: string; code: number }> {
    const lines: string[] = [];
    const code = await runCommand(name, args, { env: { DATABASE_URL: this.database.appUrl, DATABASE_OWNER_URL: this.database.ownerUrl, DATA_DIR: this.place, ENCRYPTION_KEY: '8f'.repeat(31) + '11', LANG: 'en_GB.UTF-8', ...this.env, ...env }, root, built: root, report: (line) => lines.push(line) });
    return { said: lines.join('\n'), code };
  }

  /** As the owner, past every policy. */
  async sql<T extends pg.QueryResultRow>(text: string, params: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.database.superUrl });
    await client.connect();
    try {
      return (await client.query<T>(text, params)).rows;
    } finally {
      await client.end();
    }
  }

  file(name: string): string {
    return join(this.place, name);
  }
}
