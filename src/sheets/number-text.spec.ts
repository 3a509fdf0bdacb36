import { describe, expect, it } from '@jest/globals';
import { millimetres, rupiah, wholeNumber } from './number-text.js';

describe('rupiah', () => {
  it.each(['45000', '45.000', 'Rp 45.000', 'Rp45.000,-', 'Rp. 45.000', '45000,-', '45.000,00', '45,000', '45000.00', ' rp. 45000 ', 'RP\u00a045.000', '45000,0', '045000'])('reads %j as forty-five thousand', (text) => {
    expect(rupiah(text)).toBe(45_000);
  });
  it.each(['', 'Rp', 'Rp -45.000', '45.000,00,-', 'Rp45.000.-', 'Rp 45.000 / pcs', 'IDR 45.000', "'45000"])('never guesses at %j', (text) => expect(rupiah(text)).toBeNull());
});

describe('wholeNumber', () => {

  it.each([['0', 0], ['1', 1], ['1.000.000.000', 1_000_000_000], ['1,234,567.00', 1_234_567], ['1.234.567,00', 1_234_567], ['45.00', 45]])('reads %j as %d', (text, value) => {
    expect(wholeNumber(text)).toBe(value);
  });

  it.each(['', 'Rp 45.000', '45.000,-', '-45000', '45.000,50', '45000.5', '4.5000', '4500.000', '45.00.000', '45,000.000', '45.000.00', '45 000', '45.', '.45', '45,,000', '4e4', '0x10', 'empat', '45.000-50.000', '٤٥', '12345678901234567890', '45.0000'])('never guesses at %j', (text) => {
    expect(wholeNumber(text)).toBeNull();
  });
});

describe('millimetres', () => {
  it.each([['10', 100], ['10,5', 105], ['10.25', 103], ['0.1', 1]])('reads %s cm', (text, value) => expect(millimetres(text)).toBe(value));
  it.each(['', '0', '-1', '1.000', 'abc', '123456'])('refuses %j', (text) => expect(millimetres(text)).toBeNull());
});
