import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Scope } from './transaction.js';

/** Who asks, as the session (or the key of a program) says. */
export interface Caller {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  /** At their home, else the strongest anywhere: for showing. What they may do is `standing`. */
  readonly role: Role;
  readonly language: 'id' | 'en';
  /** The co-op that keeps their account. */
  readonly homeId: string;
  readonly cooperative: string;
  readonly timezone: string;
  readonly standing: Standing;
  /** What a program's key is for; null for a person. */
  readonly only: readonly Permission[] | null;
  /** Where new rows go that name no co-op: the home, where this request may act there; else the topmost node where it may. */
  readonly cooperativeId: string;
  /** The nodes where the caller holds the permission that this request asks for (and, for reading maps and categories, their ancestors): rows elsewhere are not there. */
  readonly scope: Scope;
  readonly sessionId: string;
  /** When it ends unless it is used, ms. */
  readonly sessionEndsAt: number;
  /** SHA-256 of the session token: what a consent state is bound to. */
  readonly sessionHash: Buffer;
}

/** At each node somebody reaches, the strongest role they hold there or above it: a role is handed down the tree, and another one further down never takes from it. Aligned arrays, the topmost first; a path is '/1/4/'. */
export interface Standing { readonly ids: readonly string[]; readonly paths: readonly string[]; readonly roles: readonly Role[] }

/** From the strongest: each may do what the next may. */
export type Role = 'administrator' | 'manager' | 'operator' | 'viewer';

const everyone: readonly Role[] = ['administrator', 'manager', 'operator', 'viewer'];
const hands: readonly Role[] = ['administrator', 'manager', 'operator'];
const leads: readonly Role[] = ['administrator', 'manager'];

/** Who may do what. Every route names one of these; `public` needs no session. */
export const permissions = {
  'public': everyone,
  'self': everyone,
  'read': everyone,
  'catalogue.write': leads,
  'reviews.decide': leads,
  'stock.write': hands,
  'publish': leads,
  'shops.manage': leads,
  'shops.operate': hands,
  'failures.act': hands,
  'orders.decide': hands,
  'people.manage': ['administrator'] as readonly Role[],
  'audit.read': leads,
} satisfies Readonly<Record<string, readonly Role[]>>;
export type Permission = keyof typeof permissions;

/** Permissions that a program's key may carry: none over people or over an account. */
export const forKeys = (Object.keys(permissions) as Permission[]).filter((name) => !['public', 'self', 'people.manage'].includes(name));

/** Who this caller is to a request that needs `permission`; null when they hold it nowhere. `self` is about their own account alone. */
export function acting(caller: Caller, permission: Permission): Caller | null {
  if (caller.only && !caller.only.includes(permission)) return null;
  if (permission === 'self') return { ...caller, cooperativeId: caller.homeId, scope: { ids: [caller.homeId], by: caller.userId } };
  const { ids, paths, roles } = caller.standing;
  const allowed = ids.flatMap((id, at) => (roles[at] && permissions[permission].includes(roles[at]) ? [{ id, path: paths[at] ?? '' }] : []));
  const within = new Set(allowed.map((node) => node.id));
  if (!allowed[0]) return null;
  const above = new Set(allowed.flatMap((node) => node.path.split('/')).filter((id) => id !== '' && !within.has(id)));
  return { ...caller, cooperativeId: within.has(caller.homeId) ? caller.homeId : allowed[0].id, scope: { ids: [...within], above: [...above], by: caller.userId } };
}

export const permissionKey = 'serentak:permission';
/** Declares what a route needs; the guard refuses a route that declares nothing. */
export const Permit = (permission: Permission) => SetMetadata(permissionKey, permission);
/** The caller of this request, put there by the guard. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Caller => context.switchToHttp().getRequest<{ caller: Caller }>().caller);
