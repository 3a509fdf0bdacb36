import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { permissionKey, permissions, SETTINGS, type Caller, type Permission } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { languageOf } from './language-of.js';
import { lifeMs, Sessions } from './sessions.js';

export const sessionCookie = 'serentak_session';
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lives as long as its session, which slides: it is given again when the session was. */
export const giveCookie = (response: Response, token: string, secure: boolean): void => void response.cookie(sessionCookie, token, { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: lifeMs });

/** Refuses what the caller's role does not include; for what a route decides by its body. */
export function demand(caller: Caller, permission: Permission): void {
  if (!permissions[permission].includes(caller.role)) throw accessErrors.forbidden();
}

/**
 * Every route names what it needs; one that names nothing is refused (at boot already, see `declared-permissions.ts`).
 * Unsafe methods with a cookie must say that they come from our own page, which no foreign page can. The caller speaks the language the request asks for, else the one they chose.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector, private readonly sessions: Sessions, @Inject(SETTINGS) private readonly house: { production: boolean }) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(permissionKey, [context.getHandler(), context.getClass()]);
    if (permission === undefined) throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no permission: add @Permit.`);
    if (permission === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Request & { caller?: Caller; cookies?: Record<string, string> }>();
    const token = request.cookies?.[sessionCookie];
    const caller = token ? await this.sessions.caller(token, () => giveCookie(http.getResponse<Response>(), token, this.house.production)) : null;
    if (!caller) throw accessErrors.signedOut();
    request.caller = { ...caller, language: languageOf(request, caller.language) };
    if (!safe.has(request.method) && request.headers['x-requested-with'] !== 'serentak') throw accessErrors.crossSite();
    demand(caller, permission);
    return true;
  }
}
