import { hash, verify } from '@node-rs/argon2';
import { ApiProperty } from '@nestjs/swagger';
import { commonWords } from './common-words.js';
import { accessErrors } from './errors.js';

/** argon2id, 19 MiB, two passes: OWASP's smallest recommended setting, so that a sign-in does not stop a small server. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const shortest = 10;
const runs = ['01234567890123456789', '98765432109876543210', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];
let decoy: Promise<string> | null = null;

/** Tells the documentation how short a new password may be; `assertGoodPassword` says it to people. */
export const NewPassword = (): PropertyDecorator => ApiProperty({ minLength: shortest });
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** Takes as long for an unknown account (`stored` null) as for a known one. */
export async function checkPassword(password: string, stored: string | null): Promise<boolean> {
  const against = stored ?? (await (decoy ??= hashPassword('nobody has this password')));
  const right = await verify(against, password).catch(() => false);
  return right && stored !== null;
}

const plain = (text: string): string => text.toLowerCase().normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '');
/** Digits at both ends are decoration; between letters they stand for letters. */
const unleet = (text: string): string => text.replace(/^[\d\W]+|[\d\W]+$/g, '').replace(/[013457@$]/g, (sign) => ({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' })[sign] ?? sign);
/** Little is left once the word is taken away, however it was decorated. */
const mostly = (password: string, word: string): boolean => word.length > 3 && [plain(password), plain(unleet(password.toLowerCase()))].some((text) => text.includes(word) && text.replaceAll(word, '').replace(/\d/g, '').length < 4);

/** Throws in plain words what is wrong with a new password: its length, that it says who it belongs to, or that everybody has it. Nothing about capitals and signs. */
export function assertGoodPassword(password: string, of: { readonly email: string; readonly name: string; readonly cooperative: string }): void {
  if ([...password].length < shortest) throw accessErrors.shortPassword();
  const own = [of.email, of.email.split('@')[0] ?? '', of.name, ...of.name.split(/\s+/), of.cooperative].map(plain);
  if (own.some((word) => mostly(password, word))) throw accessErrors.ownName();
  const bare = plain(password);
  const few = new Set(bare).size < 5 || /^(.{1,5})\1+$/.test(bare) || runs.some((run) => run.includes(bare));
  // Two common words in a row are as well known as one.
  const left = commonWords.reduce((text, word) => text.replaceAll(word, ''), plain(unleet(password.toLowerCase())));
  const rest = commonWords.reduce((text, word) => text.replaceAll(word, ''), bare);
  if (few || [left, rest].some((text) => text.replace(/\d/g, '').length < 2)) throw accessErrors.commonPassword();
}
