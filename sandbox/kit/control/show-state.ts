/** The whole truth, for `GET /_control/state`. */
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';

export function showState(sandbox: Sandbox, shop: string | null): unknown {
  const { practice } = sandbox;
  const shops = practice.shops().filter((one) => shop === null || one.id === shop);
  if (shop !== null && shops.length === 0) throw new Refusal(404, `There is no shop ${shop}.`);
  return {
    marketplace: sandbox.simulator.name, now: new Date(sandbox.clock.now()).toISOString(),
    shops: shops.map(({ id }) => ({ ...practice.state(id), deliveries: sandbox.pushes.deliveries(id) })),
  };
}
