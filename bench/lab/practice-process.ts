import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandboxes } from '../../sandbox/kit/index.js';

/** The practice marketplaces in a process of their own, so that the service's time and memory are its own. Tells its parent the addresses; ends with it. */
const dir = join(fileURLToPath(new URL('../..', import.meta.url)), 'sandbox');
const running = await startSandboxes({ dirs: [dir], basePort: 0, only: process.argv.slice(2) });
process.send?.(Object.fromEntries(Object.values(running.simulators).map(({ name, url }) => [name, url])));
process.once('disconnect', () => process.exit(0));
