import { noScope, sealedColumns, type Database, type Log, type Sealer } from '../../kernel/index.js';

const step = 200;

/** Seals anew, with the key that seals now, what hangs on another: few rows at a time, each in its own transaction, so that nothing waits for it and it may be cut short anywhere. Returns how many; at most about `most`. */
export async function reseal(database: Database, sealer: Sealer, most = Infinity): Promise<number> {
  const federations = await database.inScope(noScope, (tx) => tx.rows<{ ids: string[] }>('SELECT ids FROM app.federations()'));
  let done = 0;
  for (const { table, column, bound, key = 'id' } of sealedColumns()) {
    if (bound === null) continue;
    for (const { ids } of federations) {
      for (let after: string | null = '0'; after !== null && done < most;) {
        const from: string = after;
        const { n, last }: { n: number; last: string | null } = await database.inScope({ ids }, async (tx) => {
          const rows = await tx.rows<{ id: string; sealed: string; bound: string }>(
            `SELECT ${key} AS id, ${column} AS sealed, ${bound} AS bound FROM app.${table} WHERE ${key} > $1 AND ${column} LIKE 's1.%' AND ${column} NOT LIKE $2 ORDER BY ${key} LIMIT $3 FOR UPDATE SKIP LOCKED`, [from, `s1.${sealer.current}.%`, step]);
          const ours = rows.filter((row) => sealer.knows(row.sealed.split('.')[1] ?? ''));
          if (ours.length > 0) await tx.rows(`UPDATE app.${table} t SET ${column} = x.sealed FROM unnest($1::bigint[], $2::text[]) AS x (id, sealed) WHERE t.${key} = x.id`, [ours.map((row) => row.id), ours.map((row) => sealer.seal(sealer.open(row.sealed, row.bound), row.bound))]);
          return { n: ours.length, last: rows.length < step ? null : rows.at(-1)?.id ?? null };
        });
        done += n;
        after = last;
      }
    }
  }
  return done;
}

const everyMs = 60_000, mostAtOnce = 2_000;

/** While more than one key is known, the scheduler goes on by itself, a little each minute. Returns how to end it. */
export function keepResealing(database: Database, sealer: Sealer, log: Log): () => Promise<void> {
  let round: Promise<void> = Promise.resolve();
  const turn = async (): Promise<void> => {
    const n = sealer.several ? await reseal(database, sealer, mostAtOnce) : 0;
    if (n > 0) log.info({ n }, 'keys.resealed');
  };
  const timer = setInterval(() => { round = round.then(turn).catch((error: unknown) => log.warn({ err: error }, 'keys.reseal-failed')); }, everyMs);
  return async () => { clearInterval(timer); await round; };
}
