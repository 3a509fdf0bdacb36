import { describe, expect } from '@jest/globals';
import { useStand } from '../contract/stand.js';
import { terms } from '../contract/lazada.terms.js';
import { until } from '../house/serve.js';

const hour = 3_600_000, day = 24 * hour;
interface Shop { readonly connection: { readonly endsAt: string | null } }

describe('lazada', () => {
  const { stand, scenario } = useStand('lazada', terms);

  scenario('tokens are renewed for months, the day the consent ends stays, is shown, and is told of a fortnight before', async (shop) => {
    const { shops } = await stand.control<{ shops: [{ consentEnds: string }] }>('GET', `/state?shop=${shop.remote}`);
    const ends = Date.parse(shops[0].consentEnds);
    const generation = async (): Promise<number> => (await shop.sql<{ generation: number }>('SELECT generation FROM app.connection WHERE id = $1', [shop.connectionId]))[0]?.generation ?? 0;
    const shown = async (): Promise<number> => Date.parse((await stand.api<Shop>('GET', `/api/shops/${shop.id}`)).body.connection.endsAt ?? '');
    const told = async (): Promise<object[]> => (await stand.api<{ causes: { cause: string }[] }>('GET', `/api/failures?shop=${shop.id}`)).body.causes.filter((entry) => entry.cause === 'consent-ends-soon');
    for (const ms of [5 * hour, ...Array.from({ length: 7 }, () => 24 * day + hour)]) {
      expect(await told()).toEqual([]);
      const before = await generation();
      await stand.passTime(ms);
      // A look may fall into the slice before: the sweep comes again, as it does by itself.
      await until(async () => { await shop.stand.house.house.sweep.once(); return (await generation()) > before; }, 'the token is renewed');
      expect(Math.abs((await shown()) - ends)).toBeLessThan(60_000);
    }
    await until(async () => (await told()).length > 0, 'the end of the consent is told');
    expect(await told()).toMatchObject([{ severity: 'informs', count: 1 }]);
  });
});
