import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '../../config/settings.js';

const fileOf = (dataDir: string): string => join(dataDir, 'running.pid');
/** When a process began, in ticks since the machine did: its number alone is given out again. Empty where the system does not tell. */
function begun(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** The process that runs from this folder; null where it is dead, however it died. */
export function holderOf(dataDir: string): number | null {
  if (!existsSync(fileOf(dataDir))) return null;
  const [number, since = ''] = readFileSync(fileOf(dataDir), 'utf8').split('\n'), pid = Number(number);
  if (!Number.isInteger(pid) || pid <= 1 || (since !== '' && begun(pid) !== since)) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : null;
  }
}

/** Two processes on one data folder would fight for one database. Returns how to let go. */
export function holdFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const holder = holderOf(dataDir);
  if (holder !== null && holder !== process.pid) throw new SettingsError([`Serentak already runs from this folder (process ${holder}): stop it first, or use another folder (DATA_DIR=… npm start).`]);
  writeFileSync(fileOf(dataDir), `${process.pid}\n${begun(process.pid)}`);
  return () => rmSync(fileOf(dataDir), { force: true });
}

/** Never half a file, nor an empty one: not for whoever reads it meanwhile, not after a full disk or a power cut. For its owner alone. */
export function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
