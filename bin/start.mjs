import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, install, root, run } from './prepare.mjs';

checkNode();
const startedAt = Date.now();
const report = (line) => console.log(`[${((Date.now() - startedAt) / 1000).toFixed(0).padStart(3)} s] ${line}`);
install(report);
await run(async () => {
  const { buildServer, buildWeb } = await import('./build.mjs');
  await buildServer(report);
  await buildWeb(report);
  const { main } = await import(pathToFileURL(join(root, 'dist', 'src', 'apps', 'main.js')).href);
  await main({ env: { LOG_LEVEL: 'warn', ...process.env }, root, built: join(root, 'dist'), report });
});
