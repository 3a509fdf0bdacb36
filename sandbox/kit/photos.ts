/** Picture bytes by their SHA-256: in memory, or as files when there is a folder. Never deleted but by `clear`. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class Photos {
  private readonly held = new Map<string, Buffer>();
  private readonly folder: string | null;

  constructor(dataFolder: string | null) {
    this.folder = dataFolder === null ? null : join(dataFolder, 'photos');
    if (this.folder !== null) mkdirSync(this.folder, { recursive: true });
  }

  /** Answers the hash in lower-case hex. */
  keep(bytes: Buffer): string {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (this.folder === null) this.held.set(sha256, bytes);
    else if (!existsSync(join(this.folder, sha256))) writeFileSync(join(this.folder, sha256), bytes);
    return sha256;
  }

  get(sha256: string): Buffer | undefined {
    if (this.folder === null) return this.held.get(sha256);
    const path = join(this.folder, sha256);
    return /^[0-9a-f]{64}$/.test(sha256) && existsSync(path) ? readFileSync(path) : undefined;
  }

  /** Where the kit's server shows it, below the simulator's address. */
  static path(sha256: string): string {
    return `/_photo/${sha256}`;
  }

  clear(): void {
    this.held.clear();
    if (this.folder === null) return;
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
  }
}
