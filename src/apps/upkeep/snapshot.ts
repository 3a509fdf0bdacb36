import type pg from 'pg';
import { to as copyTo, from as copyFrom } from 'pg-copy-streams';
import type { QueryRunner } from 'typeorm';
import { migrations, sealedColumns } from '../../kernel/index.js';
// Rooms declare, as they are loaded, where their sealed texts lie.
import '../house.module.js';
import type { ArchiveWriter } from './archive.js';

/** What a snapshot says of itself. `steps`: the migrations it was made with; `keys`: ids of the keys that its secrets are sealed with; `sequences`: how far each had come; `parts`: partitions with their bounds. */
export interface About {
  readonly madeAt: string; readonly steps: readonly string[]; readonly keys: readonly string[]; readonly sequences: Readonly<Record<string, string>>;
  readonly parts: readonly { readonly name: string; readonly of: string; readonly bound: string }[];
}
interface Table { readonly name: string; readonly columns: readonly string[] }

/** What a consent page was asked is worth nothing a minute later. */
const left = ['migration', 'consent'];

/** The tables of schema `app` with what can be written into them; partitions stand in their parents. */
export async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL ($1) GROUP BY c.oid, c.relname ORDER BY c.relname`, [left]);
  return rows;
}

/** What stands in schema `app` at one instant, while everybody goes on writing: one transaction that sees a single moment. The client must be the owner's, whom no policy hides a row from. */
export async function writeSnapshot(client: pg.Client, archive: ArchiveWriter): Promise<{ about: About; rows: Record<string, number> }> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const about = await aboutOf(client);
    await archive.json('about', about);
    const rows: Record<string, number> = {};
    for (const table of await tablesOf(client)) {
      await archive.json('table', table);
      const copy = client.query(copyTo(`COPY (SELECT ${listed(table.columns)} FROM app.${quoted(table.name)}) TO STDOUT`));
      for await (const chunk of copy) await archive.frame('data', chunk as Buffer);
      rows[table.name] = copy.rowCount;
    }
    return { about, rows };
  } finally {
    await client.query('ROLLBACK');
  }
}

async function aboutOf(client: pg.Client): Promise<About> {
  const madeAt = (await client.query<{ at: Date }>('SELECT now() AS at')).rows[0]?.at.toISOString() ?? '';
  const steps = (await client.query<{ name: string }>('SELECT name FROM app.migration ORDER BY id')).rows.map((row) => row.name);
  const parts = (await client.query<About['parts'][number]>(
    `SELECT c.relname::text AS name, p.relname::text AS of, pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r' ORDER BY 1`)).rows;
  const sequences = (await client.query<{ name: string; last: string | null }>(`SELECT sequencename::text AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = 'app' AND last_value IS NOT NULL`)).rows;
  return { madeAt, steps, parts, keys: [...(await keyCounts(client)).keys()], sequences: Object.fromEntries(sequences.map((row) => [row.name, row.last ?? '1'])) };
}

/** How many sealed texts hang on which key, by its id. */
export async function keyCounts(client: Pick<pg.Client, 'query'>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, column } of sealedColumns()) {
    const { rows } = await client.query<{ id: string; n: number }>(`SELECT split_part(${column}, '.', 2) AS id, count(*)::int AS n FROM app.${table} WHERE ${column} LIKE 's1.%' GROUP BY 1`);
    for (const { id, n } of rows) counts.set(id, (counts.get(id) ?? 0) + n);
  }
  return counts;
}

/** Steps of the snapshot that this Serentak does not know: it was made by a later one. */
export const unknownSteps = (about: About): string[] => about.steps.filter((step) => !migrations.some((migration) => migration.name === step));

/**
 * Builds schema `app` as it was when the snapshot was made, in the open transaction of an owner's client: (1) `begin` makes the empty schema of that day; (2) tables are filled, `table` then `data`, with no trigger or foreign key in the way;
 * (3) `finish` sets the sequences, puts the foreign keys back (which checks all rows), does `deeds`, and migrates to today.
 */
export class SnapshotLoader {
  #into: (NodeJS.WritableStream & { rowCount: number }) | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  #keys: { name: string; of: string; is: string }[] = [];
  #table = '';
  readonly rows: Record<string, number> = {};

  constructor(private readonly client: pg.Client, private readonly about: About) {}

  async begin(): Promise<void> {
    const { client, about } = this;
    await client.query('DROP SCHEMA IF EXISTS app CASCADE; CREATE SCHEMA app; CREATE TABLE app.migration (id serial PRIMARY KEY, timestamp bigint NOT NULL, name varchar NOT NULL)');
    await this.#climb((name) => about.steps.includes(name));
    this.#keys = (await client.query<{ name: string; of: string; is: string }>(`SELECT quote_ident(conname) AS name, conrelid::regclass::text AS of, pg_get_constraintdef(oid) AS is FROM pg_constraint WHERE contype = 'f' AND connamespace = 'app'::regnamespace AND conparentid = 0`)).rows;
    for (const key of this.#keys) await client.query(`ALTER TABLE ${key.of} DROP CONSTRAINT ${key.name}`);
    await this.#triggers('DISABLE');
    for (const part of about.parts) {
      if ((await client.query('SELECT to_regclass($1) AS is', [`app.${quoted(part.name)}`])).rows[0]?.is !== null) continue;
      await client.query(`CREATE TABLE app.${quoted(part.name)} PARTITION OF app.${quoted(part.of)} ${part.bound}; ALTER TABLE app.${quoted(part.name)} ENABLE ROW LEVEL SECURITY`);
    }
    // What migrations wrote of their own accord is in the snapshot as well.
    for (const table of await tablesOf(client)) await client.query(`DELETE FROM app.${quoted(table.name)}`);
  }

  async table(table: Table): Promise<void> {
    await this.#close();
    this.#table = table.name;
    const into = this.client.query(copyFrom(`COPY app.${quoted(table.name)} (${listed(table.columns)}) FROM STDIN`));
    this.#into = into;
    this.#ended = new Promise((resolve, reject) => into.once('finish', resolve).once('error', reject));
    this.#ended.catch(() => undefined);
  }

  async data(bytes: Buffer): Promise<void> {
    const into = this.#into;
    if (!into) throw new Error('Data without a table.');
    if (!into.write(Buffer.from(bytes))) await Promise.race([new Promise((resolve) => into.once('drain', resolve)), this.#ended]);
  }

  async finish(deeds: (client: pg.Client) => Promise<void> = async () => undefined): Promise<void> {
    const { client, about } = this;
    await this.#close();
    for (const [name, last] of Object.entries(about.sequences)) if (name !== 'migration_id_seq') await client.query(`SELECT setval(to_regclass($1), $2::bigint) WHERE to_regclass($1) IS NOT NULL`, [`app.${quoted(name)}`, last]);
    for (const key of this.#keys) await client.query(`ALTER TABLE ${key.of} ADD CONSTRAINT ${key.name} ${key.is}`);
    await this.#triggers('ENABLE');
    // Later steps may ask for what was just checked to be settled: deferred events would stand in the way of ALTER TABLE.
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    await this.#climb((name) => !about.steps.includes(name));
    await deeds(client);
  }

  async #close(): Promise<void> {
    if (!this.#into) return;
    this.#into.end();
    await this.#ended;
    this.rows[this.#table] = this.#into.rowCount;
    this.#into = null;
  }

  async #climb(which: (name: string) => boolean): Promise<void> {
    const db = { query: async (sql: string, params?: unknown[]) => { const answer: unknown = await this.client.query(sql, params); return (Array.isArray(answer) ? answer.at(-1) as { rows: unknown[] } : (answer as { rows: unknown[] })).rows; } } as unknown as QueryRunner;
    for (const Step of migrations) {
      if (!which(Step.name)) continue;
      await new Step().up(db);
      await this.client.query('INSERT INTO app.migration (timestamp, name) VALUES ($1, $2)', [Step.name.slice(-13), Step.name]);
    }
  }

  async #triggers(what: 'DISABLE' | 'ENABLE'): Promise<void> {
    const { rows } = await this.client.query<{ name: string }>(`SELECT DISTINCT tgrelid::regclass::text AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'app'::regnamespace AND NOT t.tgisinternal AND NOT c.relispartition`);
    for (const { name } of rows) await this.client.query(`ALTER TABLE ${name} ${what} TRIGGER USER`);
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const listed = (names: readonly string[]): string => names.map(quoted).join(', ');
