import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

const day = 86_400_000;
interface Cause { readonly cause: string; readonly severity: string; readonly sentence: string; readonly count: number; readonly button: string }

describe('the day a consent ends', () => {
  let toy: ToyHouse, manager: Client;
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua'], { sweeping: false });
    // One grant that opened two shops.
    await toy.sql('UPDATE app.shop SET connection_id = (SELECT connection_id FROM app.shop WHERE id = $1) WHERE id = $2', [toy.shops.satu, toy.shops.dua]);
    manager = await toy.as('manager');
  });
  afterAll(() => toy.stop());

  const passTime = async (ms: number): Promise<void> => {
    toy.clock.advance(ms);
    await toy.house.sweep.once();
    manager = await toy.as('manager');
  };
  const told = async (): Promise<Cause[]> => (await manager.get<{ causes: Cause[] }>('/api/failures')).body.causes.filter((cause) => cause.cause === 'consent-ends-soon');
  const connection = async (): Promise<{ id: string; endsAt: string | null }> => (await manager.get<{ connection: { id: string; endsAt: string | null } }>(`/api/shops/${toy.shops.satu}`)).body.connection;
  const endIn = (days: number): Promise<unknown> => toy.sql(`UPDATE app.connection SET ends_at = app.now() + make_interval(days => $1)`, [days]);

  it('stands on the shop from the beginning, and is told of a fortnight before, once for the whole grant', async () => {
    await endIn(20);
    await passTime(61_000);
    expect((await connection()).endsAt).not.toBeNull();
    expect(await told()).toEqual([]);
    await passTime(6 * day + 1_000);
    expect(await told()).toMatchObject([{ severity: 'informs', count: 1, button: 'Masuk ke Toko Mainan', sentence: expect.stringMatching(/ berakhir \d+ \S+ \d{4}\. Masuk lagi/) }]);
    await passTime(day);
    expect((await toy.sql<{ times: number }>(`SELECT times FROM app.failure WHERE cause = 'consent-ends-soon'`))).toEqual([{ times: 1 }]);
    expect((await manager.get<{ todo: { cause: string; kind: string }[] }>('/api/overview')).body.todo).toMatchObject([{ cause: 'consent-ends-soon', kind: 'connection' }]);
  });

  it('waved away, it does not come back for the same day', async () => {
    await manager.send('POST', '/api/bulk-actions', { kind: 'dismiss', filter: { cause: 'consent-ends-soon' }, reason: 'sudah tahu' });
    expect(await told()).toEqual([]);
    await passTime(day);
    expect(await told()).toEqual([]);
  });

  it('prolonged, it is over; the next end is told of anew, until somebody signs in again', async () => {
    await endIn(10);
    await passTime(61_000);
    expect(await told()).toHaveLength(1);
    await endIn(90);
    await passTime(61_000);
    expect(await told()).toEqual([]);
    await passTime(77 * day);
    expect(await told()).toHaveLength(1);
    const renewed = await manager.send('PUT', `/api/connections/${(await connection()).id}/credentials`, { credentials: { token: 'key-of-satu' } });
    expect(renewed.status).toBe(200);
    expect(await told()).toEqual([]);
    expect((await connection()).endsAt).toBeNull();
  });
});
