import type { MigrationInterface, QueryRunner } from 'typeorm';

/** On which platform of its marketplace an order was placed, and who ships it: what the marketplace ships from its own warehouse holds none of our stock. */
export class OrderPlaces1764000000112 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE app.orders ADD COLUMN platform text, ADD COLUMN fulfilled_by text NOT NULL DEFAULT 'seller' CHECK (fulfilled_by IN ('seller', 'marketplace'))`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
