import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The failure that a bulk action's member names, as a number: worked out of its words in a join, row security lets no index serve, and each action read all failures there are. */
export class FailureOfMember1764000000275 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE app.bulk_action_member ADD COLUMN failure_id bigint GENERATED ALWAYS AS (CASE WHEN subject LIKE 'failure:%' THEN substr(subject, 9)::bigint END) STORED`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
