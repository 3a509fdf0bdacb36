import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a receipt may say beside its state. `places`: one listing may stand on several platforms of its marketplace: platform → state, as last answered. `note`: the adapter's own words to itself, until the next receipt. */
export class Places1764000000110 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE app.listing ADD COLUMN places jsonb NOT NULL DEFAULT '{}', ADD COLUMN note text`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
