import { noScope, type Database } from '../kernel/index.js';
import { federationOf } from '../shops/index.js';
import { houseIssue, notify } from './failures.js';

interface Ending { connection_id: string; shop_id: string; cooperative_id: string; ends_at: Date | null; near: boolean }

/** A consent that ends within a fortnight is told of once, as one failure for the whole connection; one that was prolonged meanwhile closes it. */
export async function tellEndingConsents(database: Database): Promise<void> {
  const rows = await database.inScope(noScope, (tx) => tx.rows<Ending>('SELECT * FROM app.ending_consents()'));
  for (const row of rows) {
    const scope = await database.inScope(noScope, (tx) => federationOf(tx, row.cooperative_id));
    await database.inScope(scope, async (tx) => {
      const issues = row.near && row.ends_at ? [houseIssue('consent-ends-soon', { tanggal: row.ends_at.toISOString() })] : [];
      await tx.tell('needs-person', { shopId: row.shop_id, cooperativeId: row.cooperative_id, ownerId: row.cooperative_id, operation: 'consent', subject: `connection:${row.connection_id}`, issues });
      await tx.rows('UPDATE app.connection SET end_told = CASE WHEN $2 THEN ends_at END WHERE id = $1', [row.connection_id, row.near]);
      await notify(tx, row.cooperative_id, 'shops');
    });
  }
}
