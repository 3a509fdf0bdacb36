import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asWritten, neutral } from './neutral-text.js';

describe('neutral', () => {
  it.each([['=1+1', "'=1+1"], ['-5', "'-5"], ['@x', "'@x"], ['\tx', "'\tx"], ["'=x", "''=x"], ["''+x", "'''+x"], ["'x", "'x"], ['x=1', 'x=1'], ['', ''], ["'", "'"]])('writes %j as %j', (text, written) => expect(neutral(text)).toBe(written));
  it('comes back as it was, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a', ' '), maxLength: 6 }), (text) => {
      expect(asWritten(neutral(text))).toBe(text);
      expect(/^[=+\-@\t\r]/.test(neutral(text))).toBe(false);
    }));
  });
});
