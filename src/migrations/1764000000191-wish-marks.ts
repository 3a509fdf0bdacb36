import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two marks on a wish, set wherever it is raised: since when something is open (`wanted_at` of an offer's side; a listing has its own), and, where the edit is traced, the trace it belongs to (W3C traceparent), so that
 * the call to the marketplace joins it. An update that raises no wish pays nothing; without a trace the second mark stays empty.
 */
export class WishMarks1764000000191 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    const traced = `nullif(current_setting('app.trace', true), '')`;
    await db.query(`
ALTER TABLE app.offer_side ADD COLUMN wanted_at timestamptz, ADD COLUMN traceparent text;
ALTER TABLE app.listing ADD COLUMN traceparent text;
ALTER TABLE app.listing ALTER COLUMN traceparent SET DEFAULT ${traced};
ALTER TABLE app.offer_side ALTER COLUMN traceparent SET DEFAULT ${traced}, ALTER COLUMN wanted_at SET DEFAULT app.now();
CREATE FUNCTION app.mark_wish() RETURNS trigger LANGUAGE plpgsql SET search_path = app, pg_temp AS $$
BEGIN
  NEW.traceparent := ${traced};
  IF OLD.wanted_rev = OLD.answered_rev THEN NEW.wanted_at := app.now(); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER mark_wish BEFORE UPDATE OF wanted_rev ON app.listing FOR EACH ROW WHEN (NEW.wanted_rev > OLD.wanted_rev AND (OLD.traceparent IS NOT NULL OR current_setting('app.trace', true) <> '')) EXECUTE FUNCTION app.mark_wish();
CREATE TRIGGER mark_wish BEFORE UPDATE OF wanted_rev ON app.offer_side FOR EACH ROW
  WHEN (NEW.wanted_rev > OLD.wanted_rev AND (OLD.wanted_rev = OLD.answered_rev OR OLD.traceparent IS NOT NULL OR current_setting('app.trace', true) <> '')) EXECUTE FUNCTION app.mark_wish();`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup instead.');
  }
}
