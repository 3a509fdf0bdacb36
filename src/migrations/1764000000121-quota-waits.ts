import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when a quota of the marketplace keeps a row waiting, so that people see what waits for it. An instant that has passed says nothing. */
export class QuotaWaits1764000000121 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE app.listing ADD COLUMN quota_until timestamptz; ALTER TABLE app.offer_side ADD COLUMN quota_until timestamptz');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
