import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { permissionKey, permissions, type Caller, type Permission } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { Sessions } from './sessions.js';

export const sessionCookie = 'serentak_session';
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Every route names what it needs; one that names nothing is refused. Unsafe methods with a cookie must say that they come from our own page, which no foreign page can. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector, private readonly sessions: Sessions) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(permissionKey, [context.getHandler(), context.getClass()]);
    if (permission === undefined) throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no permission: add @Permit.`);
    if (permission === 'public') return true;
    const request = context.switchToHttp().getRequest<Request & { caller?: Caller; cookies?: Record<string, string> }>();
    const token = request.cookies?.[sessionCookie];
    const caller = token ? await this.sessions.caller(token) : null;
    if (!caller) throw accessErrors.signedOut();
    if (!safe.has(request.method) && request.headers['x-requested-with'] !== 'serentak') throw accessErrors.crossSite();
    if (!permissions[permission].includes(caller.role)) throw accessErrors.forbidden();
    request.caller = caller;
    return true;
  }
}
