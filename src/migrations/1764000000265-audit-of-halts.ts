import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A shop stops itself, and somebody says "go on": both are noted, as a pause by hand is. */
export class AuditOfHalts1764000000265 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CALL app.watch('shop', '{name,settings,limits,drift,price_rule,keep_back,cap,tier,field_rules,paused_at,halted_at,halted_cause,probe_at}')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
