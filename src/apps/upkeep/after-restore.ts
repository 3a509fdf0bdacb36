import type pg from 'pg';

/**
 * The marketplaces went on after the backup was made; these rows say so, in the transaction that restores. Leases, queues and sign-ins are over. Orders are pulled from where the backup stood, and again whole where a window was half read.
 * What is on sale is pushed anew, stock after those orders were read (R1). A listing without an item there is looked for before it is made, by its code and SKUs, for as long as `shop.restored_at` is young: the key of the create that made it may be lost.
 * What was withdrawn here is withdrawn again there; texts are sent for certain with the next change; what is gone there, read-back finds.
 */
export async function afterRestore(client: pg.Client, madeAt: string): Promise<void> {
  for (const table of ['listing', 'offer_side', 'checkpoint', 'webhook_receipt', 'connection']) await client.query(`UPDATE app.${table} SET lease_until = NULL WHERE lease_until IS NOT NULL`);
  // Keys of programs stay; whoever sits at a browser signs in again.
  await client.query('DELETE FROM app.session WHERE permissions IS NULL');
  await client.query('UPDATE app.shop SET restored_at = now(), restored_to = $1, gate_until = NULL, gate_cause = NULL, gate_strikes = 0 WHERE connection_id IS NOT NULL', [madeAt]);
  await client.query(`UPDATE app.listing SET draft_digest = NULL, ask_at = CASE WHEN ask_at IS NOT NULL THEN now() END, wanted_rev = wanted_rev + CASE WHEN wanted = 'withdrawn' AND remote_item_id IS NOT NULL THEN 1 ELSE 0 END`);
  await client.query(
    `UPDATE app.offer_side d SET wanted_rev = d.wanted_rev + 1, sent_value = NULL, sent_at = NULL, attempts = 0, urgency = 1, not_before = '-infinity' FROM app.shop s
     WHERE s.id = d.shop_id AND d.reason IS NULL AND (d.side = 'stock' OR s.drift = 'correct')`);
  await client.query(`UPDATE app.checkpoint SET from_at = NULL, to_at = NULL, cursor = NULL, attempts = 0, next_at = now() WHERE stream IN ('pull-orders', 'read-orders', 'read-back', 'keep-webhooks')`);
  await client.query('UPDATE app.connection SET subscribed_at = NULL');
  if ((await client.query(`SELECT to_regclass('bullmq.job') AS is`)).rows[0]?.is) await client.query('TRUNCATE bullmq.job, bullmq.dedup, bullmq.dedup_next, bullmq.event, bullmq.job_dependency, bullmq.job_log');
}
