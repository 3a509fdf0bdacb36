import { describe, expect, it } from '@jest/globals';
import { Secret } from 'otpauth';
import { codeAt, newSecret, pictureOf, stepOf, uriOf } from './totp.js';

/** RFC 6238, appendix B, SHA-1: seconds and the eight digits there, of which an app shows the last six. */
const vectors: readonly [number, string][] = [[59, '94287082'], [1_111_111_109, '07081804'], [1_111_111_111, '14050471'], [1_234_567_890, '89005924'], [2_000_000_000, '69279037'], [20_000_000_000, '65353130']];
const secret = Secret.fromLatin1('12345678901234567890').base32;

describe('codes by time', () => {
  it('are those of RFC 6238', () => {
    for (const [seconds, digits] of vectors) expect([seconds, codeAt(secret, seconds * 1000)]).toEqual([seconds, digits.slice(2)]);
  });
  it('count in their own thirty seconds and in those beside, and tell which', () => {
    const at = 1_234_567_890_000, step = Math.floor(at / 30_000);
    for (const [seconds, found] of [[0, step], [30, step - 1], [-30, step + 1], [60, null], [-60, null]] as const) expect([seconds, stepOf(secret, codeAt(secret, at - seconds * 1000), at)]).toEqual([seconds, found]);
    for (const typed of ['', '12345', '1234567', 'abcdef', '００００００']) expect([typed, stepOf(secret, typed, at)]).toEqual([typed, null]);
  });
  it('come from 160 random bits, which an app reads by a tap or from a picture', () => {
    const one = newSecret();
    expect(Secret.fromBase32(one).bytes).toHaveLength(20);
    expect(one).not.toBe(newSecret());
    expect(uriOf(one, 'bu.tini@koperasi.example')).toBe(`otpauth://totp/Serentak:bu.tini%40koperasi.example?issuer=Serentak&secret=${one}&algorithm=SHA1&digits=6&period=30`);
    expect(Buffer.from(pictureOf('otpauth://x').split(',')[1] ?? '', 'base64').toString()).toMatch(/^<svg /);
  });
});
