// node bin/let-in.mjs admin@koperasi.example
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, fail, install, root, run } from './prepare.mjs';

const [email] = process.argv.slice(2);
if (!email) fail('Say who is let in: node bin/let-in.mjs <e-mail>');
checkNode();
const image = existsSync(join(root, 'dist', '.image'));
if (!image) install((line) => console.log(line));
await run(async () => {
  if (!image) await (await import('./build.mjs')).buildServer((line) => console.log(line));
  const { letSomebodyIn } = await import(pathToFileURL(join(root, 'dist', 'src', 'apps', 'by-hand.js')).href);
  const password = await letSomebodyIn({ env: process.env, root, built: join(root, 'dist') }, email);
  console.log(`${email} signs in with ${password}, once: they choose their own there. What they were signed in with, their keys and their second step are over.`);
});
