import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import pg from 'pg';
import type { Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

describe('a flood of calls that nobody signed', () => {
  let toy: ToyHouse, manager: Client, owner: pg.Client;
  const lines: string[] = [];
  beforeAll(async () => {
    const log = pino({ level: 'trace' }, new Writable({ write: (chunk: Buffer, _encoding, done) => { lines.push(chunk.toString()); done(); } }));
    toy = await toyHouse(['satu'], { sweeping: false, log });
    manager = await toy.as('manager');
    owner = new pg.Client({ connectionString: toy.database.superUrl });
    await owner.connect();
    await toy.quiet();
  });
  afterAll(async () => {
    await owner.end();
    await toy.stop();
  });

  /** Every row of every table of ours, and of the queue's jobs, with the transaction that wrote it: an update to the same value shows, too. */
  const contents = async (): Promise<Record<string, string>> => {
    const { rows } = await owner.query<{ name: string }>(`SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE (n.nspname = 'app' OR c.oid IN ('bullmq.job'::regclass, 'bullmq.event'::regclass)) AND c.relkind = 'r' ORDER BY 1`);
    const found: Record<string, string> = {};
    for (const { name } of rows) {
      const { rows: [row] } = await owner.query<{ hash: string }>(`SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text || t.xmin::text, '|' ORDER BY t.ctid)), '') AS hash FROM ${name} t`);
      found[name] = row?.hash ?? '';
    }
    return found;
  };
  const settled = async (): Promise<Record<string, string>> => {
    for (let before = await contents(); ;) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const after = await contents();
      if (JSON.stringify(before) === JSON.stringify(after)) return after;
      before = after;
    }
  };

  it('writes nothing: no row in any table, no line of the log; it is only counted', async () => {
    const { body } = await manager.get<{ items: { webhook: { address: string } }[] }>('/api/shops');
    const { pathname } = new URL(body.items[0]?.webhook.address ?? '');
    const call = async (path: string, key: string): Promise<number> => (await fetch(toy.url + path, { method: 'POST', headers: { 'x-toy-key': key, 'content-type': 'application/json' }, body: JSON.stringify({ order: '1', at: 1 }) })).status;
    const before = await settled(), said = lines.length;
    expect(Object.keys(before).length).toBeGreaterThan(30);
    const statuses = new Map<number, number>();
    for (let round = 0; round < 25; round += 1) {
      for (const status of await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 4 === 3 ? call(`/api/webhooks/toy/none-${round}-${n}`, 'key-of-satu') : call(pathname, `guess-${round}-${n}`))))) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses].sort()).toEqual([[401, 375], [404, 125]]);
    expect(await settled()).toEqual(before);
    expect(lines.slice(said)).toEqual([]);
    const metrics = await (await fetch(`${toy.url}/metrics`)).text();
    expect(metrics).toMatch(/serentak_pushes_total\{marketplace="toy",end="unsigned"\} 375/);
    expect(metrics).toMatch(/serentak_pushes_total\{marketplace="toy",end="unknown"\} 125/);
    // The oracle can fail: a signed one is seen in every way.
    expect(await call(pathname, 'key-of-satu')).toBe(200);
    expect(await settled()).not.toEqual(before);
  });
});
