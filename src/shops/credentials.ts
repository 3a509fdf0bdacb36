import { defineSealed, type Sealer } from '../kernel/index.js';

/** What credentials are bound to: a sealed text copied to another connection does not open. */
const bound = (connectionId: string): string => `connection:${connectionId}`;

defineSealed({ table: 'connection', column: 'sealed', bound: `'connection:' || id` }, { table: 'consent', column: 'sealed', bound: null });

export const sealCredentials = (sealer: Sealer, connectionId: string, credentials: object): string => sealer.seal(JSON.stringify(credentials), bound(connectionId));

/** Plain fields as they were sealed; the adapter's class gives them their methods, if it has any. */
export function openCredentials<C extends object>(sealer: Sealer, connectionId: string, sealed: string, kind: new () => C): C {
  return Object.assign(new kind(), JSON.parse(sealer.open(sealed, bound(connectionId))) as Partial<C>);
}

/** The last four characters of the longest secret: all that is ever shown again. */
export function lastFour(credentials: object): string {
  const longest = Object.values(credentials).filter((value): value is string => typeof value === 'string').sort((a, b) => b.length - a.length)[0] ?? '';
  return longest.length >= 12 ? longest.slice(-4) : '';
}
