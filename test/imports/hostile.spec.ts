import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readApart } from '../../src/imports/reader.js';
import { openCoOp, type CoOp } from '../catalogue/co-op.js';
import { until } from '../house/serve.js';
import { hostileFiles } from './hostile-files.js';
import { header, Importing } from './importing.js';

let coOp: CoOp, importing: Importing;
beforeAll(async () => { coOp = await openCoOp(); importing = new Importing(await coOp.as('manager')); });
afterAll(() => coOp.close());
const count = async (sql: string): Promise<number> => (await coOp.database.inScope(coOp.scope, (tx) => tx.row<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`)))?.n ?? -1;

describe('hostile files end in plain words, in a process of their own', () => {
  it.each(hostileFiles)('$name', async ({ bytes, refused, created, rejected, named }) => {
    const before = await count('app.product');
    const seen = await importing.ended(await importing.send(bytes(), { name: 'berkas.csv' }));
    if (refused) {
      expect(seen).toMatchObject({ state: 'refused', refusal: { code: refused } });
      expect([await count('app.product'), await count(`app.import_row WHERE import_id = ${seen.id}`)]).toEqual([before, 0]);
    } else {
      expect(seen).toMatchObject({ state: 'done', created, rejected, refusal: null });
      if (named) expect((await importing.named(seen.id)).map((issue) => issue.code)).toEqual(named);
      expect(await importing.badRows(seen.id)).not.toMatch(/(^|;|\n)"?[=+@\t]/);
    }
    if (seen.readerMb !== null) expect(seen.readerMb).toBeLessThan(400);
  });
});

it('a form brings its file, and nothing beside it that fills the memory', async () => {
  const form = (fields: number) => Array.from({ length: fields }).reduce<ReturnType<typeof importing.client.send>>((request, _, n) => request.field(`f${n}`, 'x'.repeat(1_000)), importing.client.send('post', '/api/imports?name=a.csv').attach('file', Buffer.from(`${header}\nF-1;Barang;F-1;1000;1\n`), 'a.csv'));
  expect(await importing.ended((await form(1).expect(202)).body.id as string)).toMatchObject({ state: 'done', created: 1 });
  expect((await form(6).expect(400)).body).toMatchObject({ code: 'SRT-APP-415' });
});

describe('a reader can be killed, and so can whoever applies', () => {
  const many = (code: string, n: number): string => `${header}\n${Array.from({ length: n }, (_, at) => `${code}-${at};Barang ${at};${code}-${at}-1;1000;1\n`).join('')}`;

  it('too much memory ends the reader, not the house, and nothing is applied', async () => {
    const path = join(coOp.dir, 'many.csv'), task = { path, words: {}, sheet: null, units: { '': coOp.parent } };
    // Many products, each to be remembered until the file ends.
    await writeFile(path, many('KA', 100_000));
    const read = async (limits: Parameters<typeof readApart>[1]): Promise<void> => { for await (const _ of readApart(task, limits)); };
    await expect(read({ heapMb: 12 })).rejects.toThrow(/crashed/);
    await expect(read({ silentMs: 1 })).rejects.toThrow(/fell silent/);
    await expect(read({ wholeMs: 150 })).rejects.toThrow(/took too long/);
  });

  it('goes on where it stood, and does nothing twice', async () => {
    const seen = await importing.preview(many('KB', 2_500));
    expect(seen).toMatchObject({ state: 'previewed', created: 2_500 });
    let batches = 0;
    coOp.database.facts.hear('stock-counted', async () => { if ((batches += 1) === 2) throw new Error('the process ends here'); });
    await importing.client.send('post', `/api/imports/${seen.id}/apply`).send({}).expect(202);
    await until(async () => batches === 2, 'the second batch began');
    const half = await until(async () => { const now = await importing.see(seen.id); return now.applied === 1_000 && now; }, 'the first batch is in');
    expect(half).toMatchObject({ state: 'running', step: 'applying' });
    expect(await count(`app.variant WHERE sku LIKE 'KB-%'`)).toBe(1_000);
    // Nobody renews the lease any more.
    coOp.clock.advance(61_000);
    coOp.imports.wake();
    expect(await importing.ended(seen.id)).toMatchObject({ state: 'done', applied: 2_500, stale: 0 });
    expect([await count(`app.variant WHERE sku LIKE 'KB-%'`), await count(`app.stock_movement WHERE cause LIKE 'import:${seen.id}:%'`)]).toEqual([2_500, 2_500]);
    expect(await importing.act(seen.id, 'undo')).toMatchObject({ state: 'undone', undone: 2_500 });
    expect(await count(`app.variant WHERE sku LIKE 'KB-%' AND archived_at IS NULL`)).toBe(0);
  });
});
