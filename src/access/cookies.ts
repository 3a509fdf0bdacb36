import type { CookieOptions, Request, Response } from 'express';
import { lifeMs } from './sessions.js';

type Kind = 'session' | 'device';
const deviceMs = 365 * 86_400_000;

/** `__Host-` where the page is read by https (production always is): no other site of the domain, and no plain http, can set or read it. Plain http on one's own machine cannot have it. */
const hosted = (request: Request, production: boolean): boolean => production || request.secure;
const nameOf = (kind: Kind, request: Request, production: boolean): string => `${hosted(request, production) ? '__Host-' : ''}serentak_${kind}`;
const traits = (request: Request, production: boolean): CookieOptions => ({ httpOnly: true, sameSite: 'lax', secure: hosted(request, production), path: '/' });

export function cookieOf(request: Request, kind: Kind, production: boolean): string | undefined {
  const given = (request.cookies as Record<string, unknown> | undefined)?.[nameOf(kind, request, production)];
  return typeof given === 'string' ? given : undefined; // "j:…" is parsed to something else
}
/** Lives as long as its session, which slides: it is given again when the session was. */
export const giveSession = (request: Request, response: Response, token: string, production: boolean): void => void response.cookie(nameOf('session', request, production), token, { ...traits(request, production), maxAge: lifeMs });
export const takeSession = (request: Request, response: Response, production: boolean): void => void response.clearCookie(nameOf('session', request, production), traits(request, production));
/** By which this browser is known again at the door; it lets nobody in. */
export const giveDevice = (request: Request, response: Response, mark: string, production: boolean): void => void response.cookie(nameOf('device', request, production), mark, { ...traits(request, production), maxAge: deviceMs });
