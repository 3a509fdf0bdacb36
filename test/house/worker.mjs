// One worker of the real service, compiled, in a process of its own. Says what `npm start` would say; its settings come from the environment.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { main } = await import(pathToFileURL(join(root, 'dist', 'src', 'apps', 'main.js')).href);
await main({ env: process.env, root, built: join(root, 'dist'), report: (line) => console.log(line) });
