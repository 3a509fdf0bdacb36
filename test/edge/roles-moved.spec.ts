import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Clock, Database, Facts, migrate } from '../../src/kernel/index.js';
import { migrations } from '../../src/migrations/index.js';
import { freshDatabase } from '../house/database.js';

describe('an older house', () => {
  it('keeps its people, each with the role they had, at their co-op; administrators sign in anew', async () => {
    const fresh = await freshDatabase(), owner = new pg.Client({ connectionString: fresh.ownerUrl });
    await owner.connect();
    try {
      await owner.query('DROP SCHEMA app CASCADE; DROP SCHEMA bullmq CASCADE; CREATE SCHEMA app; CREATE SCHEMA bullmq');
      const older = await new DataSource({ type: 'postgres', url: fresh.ownerUrl, schema: 'app', migrations: migrations.filter((migration) => Number(/\d+$/.exec(migration.name)?.[0]) < 1764000000150), migrationsTableName: 'migration', migrationsTransactionMode: 'each' }).initialize();
      await older.runMigrations();
      await older.destroy();
      await owner.query(`SELECT app.found_federation('KSU Lama', 'KSU'); INSERT INTO app.cooperative (parent_id, code, name) VALUES (1, 'KOP', 'Unit Kopi');
        INSERT INTO app.app_user (cooperative_id, email, name, role, password_hash) VALUES (1, 'a@lama.example', 'A', 'administrator', 'x'), (2, 'm@lama.example', 'M', 'manager', 'x');
        INSERT INTO app.session (token_hash, user_id, cooperative_id, expires_at) SELECT decode(id::text || '0', 'hex'), id, cooperative_id, now() + interval '1 day' FROM app.app_user`);
      await migrate(fresh.ownerUrl);
      const source = await new DataSource({ type: 'postgres', url: fresh.appUrl, schema: 'app' }).initialize();
      const database = new Database(source, new Clock(), new Facts());
      const rows = await database.inScope({ ids: ['1', '2'] }, (tx) => tx.rows('SELECT u.email, r.role, r.cooperative_id, (SELECT count(*)::int FROM app.session s WHERE s.user_id = u.id) AS sessions FROM app.app_user u JOIN app.user_role r ON r.user_id = u.id ORDER BY u.id'));
      await source.destroy();
      expect(rows).toEqual([{ email: 'a@lama.example', role: 'administrator', cooperative_id: '1', sessions: 0 }, { email: 'm@lama.example', role: 'manager', cooperative_id: '2', sessions: 1 }]);
    } finally {
      await owner.end();
      await fresh.drop();
    }
  }, 60_000);
});
