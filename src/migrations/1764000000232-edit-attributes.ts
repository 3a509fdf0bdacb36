import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An edit may set one attribute of a marketplace at many products. */
export class EditAttributes1764000000232 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE app.edit DROP CONSTRAINT edit_field_check, ADD CONSTRAINT edit_field_check CHECK (field IN ('price', 'stock', 'weight', 'category', 'attributes', 'marketplace-attribute'))`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
