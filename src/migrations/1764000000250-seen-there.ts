import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a look through all that is on sale there met a listing last: some marketplaces say nothing of what was deleted but leave it out. */
export class SeenThere1764000000250 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE app.listing ADD COLUMN seen_at timestamptz');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
