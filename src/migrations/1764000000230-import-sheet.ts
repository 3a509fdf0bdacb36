import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which sheet of a workbook an import reads: NULL is the first that holds a list, '*' all that have its columns. */
export class ImportSheet1764000000230 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE app.import ADD COLUMN sheet text');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
