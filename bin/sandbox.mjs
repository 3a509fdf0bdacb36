import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, install, root, run } from './prepare.mjs';

checkNode();
install((line) => console.log(line));
await run(async () => {
  const { buildServer } = await import('./build.mjs');
  await buildServer((line) => console.log(line));
  const { startSandboxes } = await import(pathToFileURL(join(root, 'dist', 'sandbox', 'kit', 'index.js')).href);
  const dirs = (process.env.SANDBOX_DIRS ?? join(root, 'dist', 'sandbox')).split(':').filter(Boolean);
  const running = await startSandboxes({ dirs, basePort: Number(process.env.SANDBOX_PORT ?? 4101) });
  for (const { title, url } of Object.values(running.simulators)) console.log(`${title}: ${url}  (control ${url}/_control, buyers ${url}/_shop, seller ${url}/_seller)`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void running.stop().then(() => process.exit(0)));
});
