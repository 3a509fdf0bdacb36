import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { splitKeys, type Settings } from '../../config/settings.js';
import { Sealer } from '../kernel/index.js';
import { writeWhole } from './data-folder.js';

/** The file the keys stand in; null where they came in the environment itself. */
export const keyFile = (settings: Settings): string | null => settings.encryptionKeyFile ?? (settings.encryptionKeys.length > 0 ? null : join(settings.dataDir, 'encryption-key'));

/** The keys that are here, the one that seals first; none is made. */
export function knownKeys(settings: Settings): readonly string[] {
  const file = keyFile(settings);
  return file === null ? settings.encryptionKeys : existsSync(file) ? splitKeys(readFileSync(file, 'utf8')) : [];
}

/** Seals with the keys of the environment, or with one made on the first start and kept in the data folder, readable by its owner alone. */
export function openSealer(settings: Settings): Sealer {
  const file = keyFile(settings);
  if (file === null) return new Sealer(settings.encryptionKeys);
  if (!existsSync(file)) writeKeys(settings, file, [newKey()]);
  let seen = statSync(file).mtimeMs;
  return new Sealer(knownKeys(settings), () => {
    const now = existsSync(file) ? statSync(file).mtimeMs : seen;
    if (now === seen) return null;
    seen = now;
    const keys = knownKeys(settings);
    return keys.length > 0 ? keys : null;
  });
}

export const newKey = (): string => randomBytes(32).toString('hex');

export function writeKeys(settings: Settings, file: string, keys: readonly string[]): void {
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
  writeWhole(file, `${keys.join('\n')}\n`);
}
