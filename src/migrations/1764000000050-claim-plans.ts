import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Statistics of due rows are nearly always taken while nothing is due, so that every partial index on them looks empty and equally good. Claims must have one way only:
 * the due index gives the first rows, their listings' other offers are found through the offers.
 */
export class ClaimPlans1764000000050 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX app.offer_side_mates');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
