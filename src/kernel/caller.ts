import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Scope } from './transaction.js';

/** Who asks, as the session says; `scope` is their co-op's subtree (and, for reading maps and categories, its ancestors). */
export interface Caller {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly language: 'id' | 'en';
  readonly cooperativeId: string;
  readonly cooperative: string;
  readonly timezone: string;
  readonly scope: Scope;
  /** SHA-256 of the session token: what a consent state is bound to. */
  readonly sessionHash: Buffer;
}

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

export const permissionKey = 'serentak:permission';
/** Declares what a route needs; the guard refuses a route that declares nothing. */
export const Permit = (permission: Permission) => SetMetadata(permissionKey, permission);
/** The caller of this request, put there by the guard. */
export const Who = createParamDecorator((_: unknown, context: ExecutionContext): Caller => context.switchToHttp().getRequest<{ caller: Caller }>().caller);
