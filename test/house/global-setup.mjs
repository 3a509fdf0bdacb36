// One throwaway PostgreSQL for the whole run, with a migrated template that every spec file clones; one Redis where its server is installed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = new URL('../..', import.meta.url).pathname;

export default async function setUp() {
  const { buildServer } = await import(pathToFileURL(join(root, 'bin', 'build.mjs')).href);
  await buildServer();
  const { startEmbedded } = await import(pathToFileURL(join(root, 'dist/src/apps/postgres/embedded.js')).href);
  const { migrate } = await import(pathToFileURL(join(root, 'dist/src/kernel/migrate.js')).href);
  const dataDir = mkdtempSync(join(tmpdir(), 'serentak-test-'));
  const server = await startEmbedded({ dataDir, throwaway: true });
  await migrate(server.ownerUrl);
  process.env.TEST_SUPER_URL = server.superUrl;
  process.env.TEST_OWNER_URL = server.ownerUrl;
  process.env.TEST_APP_URL = server.appUrl;
  globalThis.serentakServer = { server, dataDir };
  await startRedis();
}

async function startRedis() {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    if (process.env.CI) throw new Error('redis-server is not installed: .ci/run installs it.');
    console.log('\nRedis tests are skipped: redis-server is not installed here.');
    return;
  }
  const port = await new Promise((resolve) => { const probe = createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => resolve(port)); }); });
  const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'], { stdio: 'ignore', cwd: tmpdir() });
  globalThis.serentakRedis = redis;
  process.env.TEST_REDIS_URL = `redis://127.0.0.1:${port}`;
}
