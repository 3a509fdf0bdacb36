// node bin/command.mjs <backup | restore | keys:rotate | doctor> …: the operators' commands, in Indonesian where LANG says so.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, fail, install, root, run } from './prepare.mjs';

checkNode();
const [name = '', ...args] = process.argv.slice(2);
// Where the answer is read by a program, nothing else goes to stdout.
const report = (line) => console.log(line), aside = (line) => console.error(line);
const image = existsSync(join(root, 'dist', '.image'));
if (!image) install(aside);
await run(async () => {
  if (!image) await (await import('./build.mjs')).buildServer(aside);
  const { runCommand } = await import(pathToFileURL(join(root, 'dist', 'src', 'apps', 'upkeep', 'commands.js')).href);
  try {
    process.exitCode = await runCommand(name, args, { env: process.env, root, built: join(root, 'dist'), report });
  } catch (error) {
    if (error?.name === 'PlainError') fail(error.message);
    throw error;
  }
});
