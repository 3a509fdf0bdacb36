import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftBehind } from './left-behind.mjs';
import { checkNode, install, root, run } from './prepare.mjs';

checkNode();
const report = (line) => console.log(line);
install(report);
await run(async () => {
  const { buildServer, buildWeb } = await import('./build.mjs');
  await buildServer(report);
  await buildWeb(report);
});
// Whatever is set for a service must not leak into the tests.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DATABASE_|REDIS_URL|ENCRYPTION_KEY|PUBLIC_URL|PRACTICE_URLS|PORT(_FILE)?$|HOST(_FILE)?$|APP_ROLES|ADAPTER_DIRS|SANDBOX_|DATA_DIR|PHOTO_DIR|LOG_LEVEL|SERENTAK_)/.test(name)));
/** What the tests write is kept in memory where there is plenty: a database of a thousand small files is made two hundred times. */
const inMemory = () => {
  const folder = '/dev/shm', plenty = 8 * 2 ** 30;
  try {
    const { bavail, bsize } = statfsSync(folder), noexec = readFileSync('/proc/mounts', 'utf8').split('\n').some((line) => line.split(' ')[1] === folder && /\bnoexec\b/.test(line));
    return (statSync(folder).mode & 0o007) === 0o007 && !noexec && bavail * bsize > plenty && freemem() > plenty ? { TMPDIR: folder } : {};
  } catch {
    return {};
  }
};
const temporary = inMemory();
const dataDir = mkdtempSync(join(temporary.TMPDIR ?? tmpdir(), 'serentak-test-'));
const args = ['--import', new URL('../test/runner/typescript.mjs', import.meta.url).href, '--enable-source-maps', '--no-warnings', '--max-old-space-size=3000', join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...process.argv.slice(2), '--reporters=default', `--reporters=${join(root, 'bin', 'plain-reporter.mjs')}`];
const jest = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...env, ...temporary, NODE_ENV: 'test', TEST_DATA_DIR: dataDir } });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => jest.kill(signal));
// However the run ended, its servers end with it.
jest.once('exit', (code) => void endLeftBehind(dataDir).finally(() => process.exit(code ?? 1)));
