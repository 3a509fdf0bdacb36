import { rmSync } from 'node:fs';

export default async function tearDown() {
  const { server, dataDir } = globalThis.serentakServer ?? {};
  globalThis.serentakRedis?.kill('SIGKILL');
  await server?.stop();
  if (server) rmSync(server.place, { recursive: true, force: true });
  if (dataDir) rmSync(dataDir, { recursive: true, force: true });
}
