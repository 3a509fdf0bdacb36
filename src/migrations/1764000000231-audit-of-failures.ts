import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People give failures to each other, put them off and take them up again; they say how they want to be told, and what columns of their files mean: all of it is noted. What the engine closes or counts is not. */
export class AuditOfFailures1764000000231 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
CALL app.watch('failure', '{closed_as,closed_why,assigned_to,dismissed_until}', product => 'x.product_id', owner => 'x.owner_id', deeds => 'u', "only" => 'x.closed_as = ''dismissed'' OR (x.closed_as IS NULL AND who_ IS NOT NULL)');
CALL app.watch('digest', '{user_id,channel,address,language,urgent,daily_at,quiet_from,quiet_to,paused_at}', hidden => '{sealed}', "only" => 'who_ IS NOT NULL');
CALL app.watch('import_column', '{column_name}', subject => '''import-column:'' || x.name');`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
