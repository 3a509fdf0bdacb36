import pg from 'pg';
import { runMigrations as runQueueMigrations } from 'bullmq';
import { DataSource } from 'typeorm';
import { migrations } from '../migrations/index.js';

export { migrations };

/**
 * Brings a database up to date: our schema `app` by TypeORM, the queue's schema `bullmq` by BullMQ's own runner. Runs as the owner role; safe to run by several at once
 * (an advisory lock lets one go first). The application's role `serentak_app` must exist.
 */
export async function migrate(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext('serentak migrate'))`);
    await client.query('CREATE SCHEMA IF NOT EXISTS app; CREATE SCHEMA IF NOT EXISTS bullmq');
    const source = new DataSource({ type: 'postgres', url: ownerUrl, schema: 'app', migrations, migrationsTableName: 'migration', migrationsTransactionMode: 'each', extra: { max: 2 } });
    await source.initialize();
    try {
      await source.runMigrations();
    } finally {
      await source.destroy();
    }
    await runQueueMigrations(client, 'bullmq');
    // CREATE: BullMQ makes a sequence for each queue when its first job comes.
    await client.query('GRANT USAGE, CREATE ON SCHEMA bullmq TO serentak_app; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bullmq TO serentak_app; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA bullmq TO serentak_app');
    // Those the application made itself are its own: granting on them would be refused, and with it every later start.
    const { rows } = await client.query<{ name: string }>(`SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = 'bullmq'::regnamespace AND pg_get_userbyid(c.relowner) = current_user`);
    for (const { name } of rows) await client.query(`GRANT USAGE, SELECT ON SEQUENCE ${name} TO serentak_app`);
    await client.query('REVOKE INSERT, UPDATE, DELETE ON app.migration FROM serentak_app');
  } finally {
    await client.end();
  }
}

/** Whether nothing is left to migrate; asked by who may not migrate. */
export async function isMigrated(source: DataSource): Promise<boolean> {
  const [schema] = (await source.query(`SELECT to_regclass('app.migration') IS NOT NULL AS known`)) as { known: boolean }[];
  if (!schema?.known) return false;
  const done = new Set(((await source.query('SELECT name FROM app.migration')) as { name: string }[]).map((row) => row.name));
  return migrations.every((migration) => done.has(migration.name));
}
