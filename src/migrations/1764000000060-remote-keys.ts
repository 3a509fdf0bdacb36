import type { MigrationInterface, QueryRunner } from 'typeorm';

/** lower() is not leakproof, so under a policy it cannot use an index: the keys that SKUs and codes are compared by are columns of their own. */
export class RemoteKeys1764000000060 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
ALTER TABLE app.offer ADD COLUMN sku_key text GENERATED ALWAYS AS (lower(remote_sku)) STORED;
ALTER TABLE app.listing ADD COLUMN code_key text GENERATED ALWAYS AS (lower(remote_code)) STORED;
DROP INDEX app.offer_sku;
DROP INDEX app.listing_code;
CREATE UNIQUE INDEX offer_sku ON app.offer (shop_id, sku_key);
CREATE UNIQUE INDEX listing_code ON app.listing (shop_id, code_key);`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
