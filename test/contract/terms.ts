import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Cause } from '../../adapters/contract/index.js';
import { root } from '../house/serve.js';

/** One call of a marketplace, as the control door's faults name it: parts of the path and of the body. */
export interface Step { readonly method: string; readonly path: string; readonly body?: string }

/** What a person types into a marketplace's console, as the one POST that its form sends to the practice marketplace. */
export interface Paste { readonly path: string; readonly form?: Readonly<Record<string, string>>; readonly json?: Readonly<Record<string, string>> }

/** What the contract suite must be told of a marketplace: its own words, and what it cannot have, with the reason. `<name>.terms.ts` exports them as `terms`. */
export interface Terms {
  /** Calls that change something, of a create with variants: first the one that makes the item, then the others in order. */
  readonly create: readonly [Step, ...Step[]];
  readonly stock: Step;
  readonly orders: Step;
  readonly refresh?: Step;
  /** A refusal of a create, by the vendor's code, and what a person must be told. */
  readonly refusal: { readonly code: string; readonly cause: Cause; readonly field: string | null };
  /** The vendor's own "slow down", with this Retry-After or without one. */
  throttle(retryAfter: string | null): object;
  readonly moves: { readonly paid: string; readonly cancelled: string };
  /** Two of one thing are two lines there, one for each unit. */
  readonly linePerUnit?: true;
  /** Where the adapter has no `subscribe`: how a person pastes the address that the shop's page shows. */
  paste?(address: string, shop: { readonly remote: string; readonly credentials: Readonly<Record<string, unknown>> }): Paste;
  /** Orders cannot be read before they are paid: the moves after which a push tells that such an order is `status`. */
  readonly paidFirst?: { readonly then: readonly string[]; readonly status: string };
  /** A push's signature covers the instant it was sent: an old one is refused. */
  readonly signsInstant?: true;
  /** Settings under which what is deleted there is neither listed nor read any more. */
  readonly hidesDeleted?: object;
  /** Most orders on one page. */
  readonly ordersPerPage: number;
  readonly cannot: Readonly<Record<string, string>>;
}

/** What carries the hints of the house under test. */
export type Carrier = 'PostgreSQL' | 'Redis';

/** Every adapter that has a practice marketplace of the same name, and the terms beside this file. */
export async function marketplaces(): Promise<[string, Terms][]> {
  const names = readdirSync(join(root, 'adapters'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'contract' && existsSync(join(root, 'sandbox', entry.name, 'index.ts'))).map((entry) => entry.name).sort();
  return Promise.all(names.map(async (name): Promise<[string, Terms]> => {
    const file = join(root, 'test', 'contract', `${name}.terms.ts`);
    if (!existsSync(file)) throw new Error(`${name} has an adapter and a practice marketplace: tell the contract suite its words in ${file}.`);
    return [name, ((await import(pathToFileURL(file).href)) as { terms: Terms }).terms];
  }));
}

/** The contract suite runs every marketplace with each carrier. */
export const byCarrier = async (): Promise<[string, Carrier, Terms][]> => (await marketplaces()).flatMap(([name, terms]) => (['PostgreSQL', 'Redis'] as const).map((carrier): [string, Carrier, Terms] => [name, carrier, terms]));
