// One throwaway PostgreSQL for the whole run, with a migrated template that every spec file clones; one Redis where its server is installed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import tearDown from './global-teardown.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default async function setUp() {
  const { buildServer } = await import(pathToFileURL(join(root, 'bin', 'build.mjs')).href);
  await buildServer();
  const { startEmbedded } = await import(pathToFileURL(join(root, 'dist/src/apps/postgres/embedded.js')).href);
  const { migrate } = await import(pathToFileURL(join(root, 'dist/src/kernel/migrate.js')).href);
  const dataDir = process.env.TEST_DATA_DIR ?? mkdtempSync(join(tmpdir(), 'serentak-test-'));
  const server = await startEmbedded({ dataDir, throwaway: true });
  globalThis.serentakServer = { server, dataDir };
  try {
    await migrate(server.ownerUrl);
    await startRedis(dataDir);
  } catch (error) {
    // Jest calls no teardown when the setup fails.
    await tearDown();
    throw error;
  }
  process.env.TEST_SUPER_URL = server.superUrl;
  process.env.TEST_OWNER_URL = server.ownerUrl;
  process.env.TEST_APP_URL = server.appUrl;
}

async function startRedis(dataDir) {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    if (process.env.CI) throw new Error('redis-server is not installed: .ci/run installs it.');
    console.log('\nRedis tests are skipped: redis-server is not installed here.');
    return;
  }
  const port = await new Promise((resolve) => { const probe = createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => resolve(port)); }); });
  const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--pidfile', join(dataDir, 'redis.pid')], { stdio: 'ignore', cwd: tmpdir() });
  globalThis.serentakRedis = redis;
  process.env.TEST_REDIS_URL = `redis://127.0.0.1:${port}`;
}
