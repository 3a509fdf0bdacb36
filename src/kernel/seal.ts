import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * Seals secrets at rest: AES-256-GCM, as `s1.<key id>.<iv>.<tag>.<text>` in base64url. `bound` (such as 'connection:12') is authenticated with it, so that a sealed text copied to another row does not open.
 * Several keys may be known; the first seals, all open.
 */
export class Sealer {
  readonly #keys = new Map<string, Buffer>();
  readonly #current: string;

  /** @param keys 32 bytes each, hex or base64. */
  constructor(keys: readonly string[]) {
    for (const text of keys) {
      const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
      if (key.length !== 32) throw new Error('ENCRYPTION_KEY must be 32 bytes, as 64 hexadecimal digits or base64.');
      this.#keys.set(createHash('sha256').update(key).digest('hex').slice(0, 8), key);
    }
    const first = this.#keys.keys().next();
    if (first.done) throw new Error('No key to seal with.');
    this.#current = first.value;
  }

  seal(plain: string, bound: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key(this.#current), iv).setAAD(Buffer.from(bound));
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return ['s1', this.#current, iv.toString('base64url'), cipher.getAuthTag().toString('base64url'), text.toString('base64url')].join('.');
  }

  /** Throws when the key is unknown, the text was changed, or it belongs to another row. */
  open(sealed: string, bound: string): string {
    const [version, id, iv, tag, text] = sealed.split('.');
    if (version !== 's1' || !id || !iv || !tag || text === undefined) throw new Error('Not a sealed text.');
    const decipher = createDecipheriv('aes-256-gcm', this.#key(id), Buffer.from(iv, 'base64url')).setAAD(Buffer.from(bound)).setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id);
    if (!key) throw new Error(`Sealed with a key that is not here (${id}): set ENCRYPTION_KEY to the one that was used.`);
    return key;
  }
}
