import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { acting, permissionKey, SETTINGS, type Caller, type Permission } from '../kernel/index.js';
import { accessErrors } from './errors.js';
import { languageOf } from './language-of.js';
import { cookieOf, giveSession } from './cookies.js';
import { lineOf, Sessions } from './sessions.js';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);
type Asked = Request & { caller?: Caller };

/** The caller as one who holds `permission`, for what a route decides by its body; throws when they hold it nowhere. */
export function demand(caller: Caller, permission: Permission): Caller {
  const able = acting(caller, permission);
  if (!able) throw accessErrors.forbidden();
  return able;
}

/**
 * Every route names what it needs; one that names nothing is refused (at boot already, see `declared-permissions.ts`). The caller's scope is where they hold just that.
 * An unsafe request never comes from a foreign page: its origin, where the browser tells it, is ours (first wall, open doors included), and with a cookie it says in a header no foreign page can send that it is ours (second wall).
 * A program shows its key instead, and no cookie counts beside it. The caller speaks the language the request asks for, else the one they chose.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  /** For each process: what one key may ask for, and what wrong keys from one address. */
  readonly #keys = new RateLimiterMemory({ points: 600, duration: 60 });
  readonly #wrong = new RateLimiterMemory({ points: 60, duration: 60 });

  constructor(private readonly reflector: Reflector, private readonly sessions: Sessions, @Inject(SETTINGS) private readonly house: { production: boolean; publicUrl?: string | null }) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(permissionKey, [context.getHandler(), context.getClass()]);
    if (permission === undefined) throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no permission: add @Permit.`);
    const http = context.switchToHttp(), request = http.getRequest<Asked>(), unsafe = !safe.has(request.method);
    if (unsafe && this.#foreign(request)) throw accessErrors.crossSite();
    if (permission === 'public') return true;
    const key = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const caller = key === undefined ? await this.#person(request, http.getResponse<Response>()) : await this.#program(key, request.ip ?? '');
    request.caller = { ...caller, language: languageOf(request, caller.language) };
    if (unsafe && key === undefined && request.headers['x-requested-with'] !== 'serentak') throw accessErrors.crossSite();
    request.caller = demand(request.caller, permission);
    return true;
  }

  async #person(request: Request, response: Response): Promise<Caller> {
    const token = cookieOf(request, 'session', this.house.production);
    const caller = token ? await this.sessions.caller(token, () => giveSession(request, response, token, this.house.production)) : null;
    if (!caller || caller.only) throw accessErrors.signedOut();
    return caller;
  }

  async #program(key: string, address: string): Promise<Caller> {
    const caller = key.startsWith('srt_') ? await this.sessions.caller(key) : null;
    await pay(caller ? this.#keys : this.#wrong, caller?.sessionId ?? lineOf(address));
    if (!caller) throw accessErrors.badKey();
    return caller;
  }

  #foreign(request: Request): boolean {
    const { origin, 'sec-fetch-site': site } = request.headers;
    // Newer browsers say it themselves, which no proxy's rewriting of names disturbs.
    if (site !== undefined) return site !== 'same-origin' && site !== 'none';
    if (origin === undefined) return false;
    const host = URL.canParse(origin) ? new URL(origin).host : '';
    return host !== request.headers.host && host !== request.host && origin !== (this.house.publicUrl ? new URL(this.house.publicUrl).origin : '');
  }
}

async function pay(limiter: RateLimiterMemory, whose: string): Promise<void> {
  try {
    await limiter.consume(whose);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    throw accessErrors.throttled({ detik: seconds }, { retryAfter: seconds });
  }
}
