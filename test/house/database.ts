import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface FreshDatabase { readonly ownerUrl: string; readonly appUrl: string; readonly superUrl: string; drop(): Promise<void> }

/** A migrated database of one's own, cloned from the run's template. Drop it in `afterAll`. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await asSuper(async (client) => {
    // Cloning needs the template to itself: spec files wait for each other.
    await client.query(`SELECT pg_advisory_lock(hashtext('clone'))`);
    await client.query(`CREATE DATABASE ${name} TEMPLATE serentak OWNER serentak_owner STRATEGY FILE_COPY`);
  });
  const here = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  return { ownerUrl: here(need('TEST_OWNER_URL')), appUrl: here(need('TEST_APP_URL')), superUrl: here(need('TEST_SUPER_URL')), drop: () => asSuper((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)) };
}

/** Statements that change the schema of one test's own database. */
export const asOwner = (database: FreshDatabase, statements: string): Promise<void> => at(database.ownerUrl, (client) => client.query(statements));

const asSuper = (work: (client: pg.Client) => Promise<unknown>): Promise<void> => at(need('TEST_SUPER_URL'), work);

async function at(connectionString: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function need(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the specs with npm test.`);
  return value;
}
