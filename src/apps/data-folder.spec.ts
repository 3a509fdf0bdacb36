import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { holderOf, holdFolder, writeWhole } from './data-folder.js';

const dir = mkdtempSync(join(tmpdir(), 'serentak-folder-')), file = join(dir, 'running.pid');
afterAll(() => rmSync(dir, { recursive: true }));

it('a folder is held while its process lives, and by nobody who was only given its number', () => {
  expect(holderOf(dir)).toBeNull();
  const letGo = holdFolder(dir), [pid, since] = readFileSync(file, 'utf8').split('\n');
  expect([pid, holderOf(dir)]).toEqual([String(process.pid), process.pid]);
  writeFileSync(file, `${process.ppid}\n${since}`);
  expect(holderOf(dir)).toBe(since ? null : process.ppid);
  // As earlier versions wrote it.
  writeFileSync(file, String(process.ppid));
  expect(holderOf(dir)).toBe(process.ppid);
  expect(() => holdFolder(dir)).toThrow(`Serentak already runs from this folder (process ${process.ppid})`);
  for (const nobody of ['', 'x', '0', '-1', '999999999']) {
    writeFileSync(file, nobody);
    expect(holderOf(dir)).toBeNull();
  }
  letGo();
  expect(holderOf(dir)).toBeNull();
});

it('a file is whole or as it was', () => {
  const kept = join(dir, 'kept.json');
  writeWhole(kept, 'one');
  expect([readFileSync(kept, 'utf8'), statSync(kept).mode & 0o777]).toEqual(['one', 0o600]);
  mkdirSync(`${kept}.new`); // cannot be written, as on a full disk
  expect(() => writeWhole(kept, 'two')).toThrow();
  expect(readFileSync(kept, 'utf8')).toBe('one');
});
