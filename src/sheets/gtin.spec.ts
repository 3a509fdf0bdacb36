import { expect, it } from '@jest/globals';
import { isGtin } from './gtin.js';

it.each(['2000010010073', '96385074', '036000291452', '10012345678902'])('%s is a GTIN', (code) => expect(isGtin(code)).toBe(true));
it.each(['', '2000010010074', '200001001007', '96385075', '1234567890', '20000100100731', '2000010010O73'])('%j is none', (code) => expect(isGtin(code)).toBe(false));
it('any single wrong digit is seen', () => {
  const right = '2000010010073';
  for (let at = 0; at < right.length; at += 1) for (let digit = 0; digit <= 9; digit += 1) if (String(digit) !== right[at]) expect(isGtin(right.slice(0, at) + digit + right.slice(at + 1))).toBe(false);
});
