import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where photos lie, by content: written once, never changed. One folder on one machine; where workers run apart, all mount the same one. */
export class PhotoStore {
  constructor(private readonly dir: string) {}

  /** Fails at boot rather than at the first picture. */
  async open(): Promise<void> {
    await mkdir(join(this.dir, 'arriving'), { recursive: true });
    await writeFile(join(this.dir, '.writable'), '');
  }

  async has(name: string): Promise<boolean> {
    return stat(this.path(name)).then(() => true, () => false);
  }

  get(name: string): Promise<Buffer> {
    return readFile(this.path(name));
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    if (await this.has(name)) return;
    const half = this.arriving();
    await writeFile(half, bytes);
    await this.keep(half, name);
  }

  /** A path of its own for what is only arriving, on the store's own disk, so that it can be kept by a move. */
  arriving(): string {
    return join(this.dir, 'arriving', randomUUID());
  }

  /** Takes a file over: it is gone from where it was. */
  async keep(path: string, name: string): Promise<void> {
    const to = this.path(name);
    if (await this.has(name)) return rm(path, { force: true });
    await mkdir(dirname(to), { recursive: true });
    await rename(path, to);
  }

  path(name: string): string {
    if (!/^[0-9a-f]{64}(\.[a-z0-9-]+)?$/.test(name)) throw new Error(`Not a photo's name: ${name}`);
    return join(this.dir, name.slice(0, 2), name);
  }
}
