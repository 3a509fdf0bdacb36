import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, install, root } from './prepare.mjs';

checkNode();
install((line) => console.log(line));
const { buildServer, buildWeb } = await import('./build.mjs');
await buildServer((line) => console.log(line));
await buildWeb((line) => console.log(line));
// Whatever is set for a service must not leak into the tests.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DATABASE_|REDIS_URL|ENCRYPTION_KEY|PUBLIC_URL|PRACTICE_URLS|PORT$|HOST$|APP_ROLES|ADAPTER_DIRS|SANDBOX_)/.test(name)));
const jest = spawn(process.execPath, ['--experimental-vm-modules', '--no-warnings', '--max-old-space-size=3000', join(root, 'node_modules', 'jest', 'bin', 'jest.js'), '--reporters=default', `--reporters=${join(root, 'bin', 'plain-reporter.mjs')}`, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: { ...env, NODE_ENV: 'test' } });
jest.once('exit', (code) => process.exit(code ?? 1));
