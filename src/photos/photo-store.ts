import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where photos lie, by content: written once, never changed. One folder on one machine; where workers run apart, all mount the same one. */
export class PhotoStore {
  constructor(private readonly dir: string) {}

  /** Fails at boot rather than at the first picture. */
  async open(): Promise<void> {
    await mkdir(this.dir, { recursive: true });
    await writeFile(join(this.dir, '.writable'), '');
  }

  async has(name: string): Promise<boolean> {
    return stat(this.#path(name)).then(() => true, () => false);
  }

  get(name: string): Promise<Buffer> {
    return readFile(this.#path(name));
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    if (await this.has(name)) return;
    const path = this.#path(name);
    await mkdir(dirname(path), { recursive: true });
    const half = `${path}.${randomUUID()}`;
    await writeFile(half, bytes);
    await rename(half, path);
  }

  #path(name: string): string {
    if (!/^[0-9a-f]{64}(\.[a-z0-9-]+)?$/.test(name)) throw new Error(`Not a photo's name: ${name}`);
    return join(this.dir, name.slice(0, 2), name);
  }
}
