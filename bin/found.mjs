// node bin/found.mjs "Koperasi Serba Usaha Bengawan" KSU admin@koperasi.example
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, fail, install, root, run } from './prepare.mjs';

const [name, code, email] = process.argv.slice(2);
if (!name || !code || !email) fail('Say who is founded: node bin/found.mjs "<name of the co-operative>" <short code> <e-mail of its administrator>');
checkNode();
const image = existsSync(join(root, 'dist', '.image'));
if (!image) install((line) => console.log(line));
await run(async () => {
  if (!image) await (await import('./build.mjs')).buildServer((line) => console.log(line));
  const { foundFederation } = await import(pathToFileURL(join(root, 'dist', 'src', 'apps', 'found-federation.js')).href);
  const password = await foundFederation({ env: process.env, root, built: join(root, 'dist') }, { name, code, email });
  console.log(`${name} (${code}) is founded. Sign in as ${email} with ${password} and keep it: it is shown once.`);
});
