process.env.NODE_ENV = 'production';
const { existsSync } = await import('node:fs');
const { join } = await import('node:path');
const { pathToFileURL } = await import('node:url');
const { checkNode, install, root, run } = await import('./prepare.mjs');

checkNode();
const report = (line) => console.log(line);
const main = join(root, 'dist', 'src', 'apps', 'main.js');
// An image is built once and carries no compiler; a checkout builds itself.
if (!existsSync(join(root, 'dist', '.image'))) install(report);
await run(async () => {
  if (!existsSync(join(root, 'dist', '.image'))) {
    const { buildServer, buildWeb } = await import('./build.mjs');
    await buildServer(report);
    await buildWeb(report);
  }
  const { main: start } = await import(pathToFileURL(main).href);
  await start({ env: process.env, root, built: join(root, 'dist'), report });
});
