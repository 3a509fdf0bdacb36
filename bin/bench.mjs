// `npm run bench` runs every bench, `npm run bench -- b2 b4` those named. Each is bench/<name>.bench.ts, compiled with the rest.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, fail, install, root, run } from './prepare.mjs';

checkNode();
install((line) => console.log(line));
await run(async () => {
  const { buildServer } = await import('./build.mjs');
  await buildServer((line) => console.log(line));
  const folder = join(root, 'dist', 'bench');
  const all = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.bench.js')).sort() : [];
  const asked = process.argv.slice(2).map((name) => name.toLowerCase());
  const chosen = all.filter((file) => asked.length === 0 || asked.some((name) => file.startsWith(name)));
  if (chosen.length === 0) fail(`No bench of that name; there are ${all.map((file) => file.replace('.bench.js', '')).join(', ') || 'none'}.`);
  let worst = 0;
  for (const file of chosen) {
    console.log(`\n== ${file.replace('.bench.js', '')}`);
    const done = spawnSync(process.execPath, ['--expose-gc', '--enable-source-maps', join(folder, file)], { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test' } });
    worst = Math.max(worst, done.status ?? 1);
  }
  process.exit(worst);
});
