import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A ticket carries one wish and one value. Whatever is wished while it is open, its answer is written to these. */
export class AskedOffers1764000000120 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE app.offer_side ADD COLUMN asked_rev bigint, ADD COLUMN asked_value bigint');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
