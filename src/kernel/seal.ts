import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** How often a key file is looked at again, ms. */
const lookEveryMs = 5_000;

const keyOf = (text: string): Buffer => {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length !== 32) throw new Error('ENCRYPTION_KEY must be 32 bytes, as 64 hexadecimal digits or base64.');
  return key;
};
/** What a key is called where it may be seen: eight digits that tell nothing of it. */
export const keyId = (text: string): string => createHash('sha256').update(keyOf(text)).digest('hex').slice(0, 8);

/**
 * Seals secrets at rest: AES-256-GCM, as `s1.<key id>.<iv>.<tag>.<text>` in base64url. `bound` (such as 'connection:12') is authenticated with it, so that a sealed text copied to another row does not open.
 * Several keys may be known; the first seals, all open. Where they stand in a file, a change of it is taken up within seconds, and at once when a text comes that was sealed with a key not yet known.
 */
export class Sealer {
  #keys = new Map<string, { readonly key: Buffer; readonly text: string }>();
  #current = '';
  #lookedAt = performance.now();

  /** @param keys 32 bytes each, hex or base64. @param fresh the keys as they are now; null: as they were when it was last asked. */
  constructor(keys: readonly string[], private readonly fresh: () => readonly string[] | null = () => null) {
    this.#take(keys);
  }

  /** The id of the key that seals. */
  get current(): string {
    this.#look(lookEveryMs);
    return this.#current;
  }

  knows(id: string): boolean {
    return this.#keys.has(id);
  }

  get several(): boolean {
    this.#look(lookEveryMs);
    return this.#keys.size > 1;
  }

  seal(plain: string, bound: string): string {
    const iv = randomBytes(12), id = this.current;
    const cipher = createCipheriv('aes-256-gcm', this.#key(id), iv).setAAD(Buffer.from(bound));
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return ['s1', id, iv.toString('base64url'), cipher.getAuthTag().toString('base64url'), text.toString('base64url')].join('.');
  }

  /** Throws when the key is unknown, the text was changed, or it belongs to another row. */
  open(sealed: string, bound: string): string {
    const [version, id, iv, tag, text] = sealed.split('.');
    if (version !== 's1' || !id || !iv || !tag || text === undefined) throw new Error('Not a sealed text.');
    const decipher = createDecipheriv('aes-256-gcm', this.#key(id), Buffer.from(iv, 'base64url')).setAAD(Buffer.from(bound)).setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
  }

  /** Secrets of their own for one purpose, so that no key is used for two things: the first makes, all are believed. */
  derived(purpose: string): Buffer[] {
    this.#look(lookEveryMs);
    return [...this.#keys.values()].map(({ text }) => createHash('sha256').update(`${purpose} ${text}`).digest());
  }

  #key(id: string): Buffer {
    if (!this.#keys.has(id)) this.#look(0);
    const known = this.#keys.get(id);
    if (!known) throw new Error(`Sealed with a key that is not here (${id}): set ENCRYPTION_KEY to the one that was used.`);
    return known.key;
  }

  #look(everyMs: number): void {
    if (performance.now() - this.#lookedAt < everyMs) return;
    this.#lookedAt = performance.now();
    const keys = this.fresh();
    if (keys) this.#take(keys);
  }

  #take(keys: readonly string[]): void {
    const [first] = keys;
    if (first === undefined) throw new Error('There is no key to seal with: ENCRYPTION_KEY, or the file it is kept in, is empty. Put the key back.');
    this.#keys = new Map(keys.map((text) => [keyId(text), { key: keyOf(text), text }]));
    this.#current = keyId(first);
  }
}
