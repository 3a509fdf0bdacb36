import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../config/settings.js';

/** The keys that seal: from the environment, or made on the first start and kept in the data folder, readable by its owner alone. */
export function encryptionKeys(settings: Settings): readonly string[] {
  if (settings.encryptionKeys.length > 0) return settings.encryptionKeys;
  const file = join(settings.dataDir, 'encryption-key');
  if (!existsSync(file)) {
    mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  }
  return [readFileSync(file, 'utf8').trim()];
}

/** A secret of its own for signed photo links, so that none is used for two things. */
export const photoSecret = (keys: readonly string[]): Buffer => createHash('sha256').update(`photo links ${keys[0] ?? ''}`).digest();
