import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
const dataDir = mkdtempSync(join(tmpdir(), 'serentak-test-'));
const args = ['--import', new URL('../test/runner/typescript.mjs', import.meta.url).href, '--enable-source-maps', '--no-warnings', '--max-old-space-size=3000', join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...process.argv.slice(2), '--reporters=default', `--reporters=${join(root, 'bin', 'plain-reporter.mjs')}`];
const jest = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...env, NODE_ENV: 'test', TEST_DATA_DIR: dataDir } });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => jest.kill(signal));
// However the run ended, its servers end with it.
jest.once('exit', (code) => void endLeftBehind(dataDir).finally(() => process.exit(code ?? 1)));
