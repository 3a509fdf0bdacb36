import pg from 'pg';
import { SettingsError } from '../../../config/settings.js';

/** In production the application's role must own nothing and pass no policy: row level security is the second wall between co-operatives. */
export async function assertApplicationRole(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect().catch((error: unknown) => { throw new SettingsError([`DATABASE_URL cannot be reached: ${(error as Error).message}`]); });
  try {
    const { rows } = await client.query<{ name: string; super: boolean; bypass: boolean; owns: boolean }>(
      `SELECT r.rolname AS name, r.rolsuper AS super, r.rolbypassrls AS bypass, EXISTS (SELECT 1 FROM pg_class c WHERE c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER') AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)) AS owns FROM pg_roles r WHERE r.rolname = current_user`);
    const role = rows[0];
    const problems: string[] = [];
    if (role?.super) problems.push(`DATABASE_URL's role ${role.name} is a superuser: connect as serentak_app.`);
    if (role?.bypass) problems.push(`DATABASE_URL's role ${role.name} bypasses row level security: ALTER ROLE ${role.name} NOBYPASSRLS.`);
    if (role && !role.super && role.owns) problems.push(`DATABASE_URL's role ${role.name} owns tables: let serentak_owner own them, and connect as serentak_app.`);
    if (problems.length > 0) throw new SettingsError(problems);
  } finally {
    await client.end();
  }
}
