import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where whoever asks for products of listings may write, as an import remembers it: from there it is told whether the co-op above has to approve them. */
export class AdoptersScope1764000000211 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE app.adoption_action ADD COLUMN scope bigint[], ADD COLUMN above bigint[];`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
