import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far an edit is, counted in the transaction that does it: a list of edits need not count hundreds of thousands of members. */
export class EditCounts1764000000143 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.edit ADD COLUMN done int NOT NULL DEFAULT 0, ADD COLUMN skipped int NOT NULL DEFAULT 0, ADD COLUMN undone int NOT NULL DEFAULT 0;
UPDATE app.edit e SET done = x.done, skipped = x.skipped, undone = x.undone FROM (SELECT edit_id, count(*) FILTER (WHERE result = 'done') AS done, count(*) FILTER (WHERE result = 'skipped') AS skipped, count(*) FILTER (WHERE result = 'undone') AS undone FROM app.edit_member GROUP BY 1) x WHERE x.edit_id = e.id;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
