import { describe, expect, it } from '@jest/globals';
import { errorOf as blibli } from '../../adapters/blibli/errors.js';
import { causeOf, causes, type AdapterError } from '../../adapters/contract/index.js';
import { errorOf as lazada } from '../../adapters/lazada/errors.js';
import { errorOf as shopee } from '../../adapters/shopee/errors.js';
import { errorOf as tiktok } from '../../adapters/tiktok-shop/errors.js';
import { fault } from '../../adapters/woocommerce/errors.js';
import { noted as ofBlibli } from './blibli-codes.js';
import { noted as ofLazada } from './lazada-codes.js';
import { noted as ofShopee } from './shopee-codes.js';
import { noted as ofTikTok } from './tiktok-shop-codes.js';
import { noted as ofWooCommerce } from './woocommerce-codes.js';

type Ask = (code: string, message: string) => AdapterError;
const told = (of: (told: { code: string; message: string; effect: 'set' }) => AdapterError): Ask => (code, message) => of({ code, message, effect: 'set' });
const webShop: Ask = (named, message) => {
  const [status = '', code = named] = named.split(' ');
  return fault({ status: Number(status) || 400, headers: {}, now: 0, body: { code, message, data: { status: Number(status) || 400 } } }, 'read');
};
const marketplaces = [['Shopee', ofShopee, told(shopee)], ['Lazada', ofLazada, told(lazada)], ['TikTok Shop', ofTikTok, told(tiktok)], ['Blibli', ofBlibli, told(blibli)], ['WooCommerce', ofWooCommerce, webShop]] as const;
const bare = (code: string): string => code.replace(/^\d+ (?=\w*_)/, '');

describe.each(marketplaces)('every code noted of %s', (_, noted, ask) => {
  it.each(noted.flatMap(({ kind, verdicts, owners, codes }) => codes.map((entry) => ({ kind, verdicts, owners, code: typeof entry === 'string' ? entry : entry[0], message: typeof entry === 'string' ? '' : entry[1] }))))('$code "$message" is known ($kind)', ({ code, message, verdicts, owners }) => {
    const error = ask(code, message), cause = causeOf(error), entry = causes[cause];
    expect(cause).not.toBe('unknown');
    expect(verdicts).toContain(error.verdict);
    expect(owners).toContain(entry.owner);
    // What waits or is tried again is nobody's work; what is refused is.
    if (error.verdict === 'reject') expect(['blocks', 'decide', 'sells']).toContain(entry.severity === 'stops' ? 'blocks' : entry.severity);
    expect(error.rawCode).toBe(bare(code));
    for (const issue of error.issues) expect(issue).toMatchObject({ rawCode: bare(code), rawMessage: message });
    for (const words of [entry.id, entry.en]) expect([words.title, words.sentence, words.button].every((text) => text.trim() !== '')).toBe(true);
  });

  it('and one that nobody noted says so', () => {
    const error = ask('code_of_tomorrow', 'new words');
    expect([error.verdict, causeOf(error), error.rawCode]).toEqual(['reject', 'unknown', 'code_of_tomorrow']);
    expect(error.issues[0]).toMatchObject({ cause: 'unknown', rawCode: 'code_of_tomorrow', rawMessage: 'new words' });
  });
});
