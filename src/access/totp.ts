import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';

/** RFC 6238 as every authenticator app has it: SHA-1, six digits, thirty seconds. */
const periodMs = 30_000;
const of = (secret: string, label = ''): TOTP => new TOTP({ issuer: 'Serentak', label, secret: Secret.fromBase32(secret) });

/** 160 bits, base32. */
export const newSecret = (): string => new Secret({ size: 20 }).base32;
/** What an app reads, by tapping or from the picture (SVG as a data address). */
export const uriOf = (secret: string, email: string): string => of(secret, email).toString();
export const pictureOf = (uri: string): string => `data:image/svg+xml;base64,${Buffer.from(renderSVG(uri, { border: 2 })).toString('base64')}`;

/** The step (periods since 1970) this code belongs to, at most one beside now, for clocks that differ; null when it belongs to none. */
export function stepOf(secret: string, code: string, nowMs: number): number | null {
  const beside = /^\d{6}$/.test(code) ? of(secret).validate({ token: code, timestamp: nowMs, window: 1 }) : null;
  return beside === null ? null : Math.floor(nowMs / periodMs) + beside;
}
export const codeAt = (secret: string, atMs: number): string => of(secret).generate({ timestamp: atMs });
