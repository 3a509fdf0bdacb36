import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandboxes } from '../../sandbox/kit/index.js';
import { Clock } from '../../src/kernel/index.js';

/** The practice marketplaces, and the one behind the `plain` adapter, in a process of their own, so that the service's time and memory are its own. Tells its parent the addresses; ends with it. */
const dir = join(fileURLToPath(new URL('../..', import.meta.url)), 'sandbox');
const clock = new Clock();
/** Calls of the shop that is measured among its neighbours. */
const seen: { at: number; body: string }[] = [];

const plain = createServer((request, response) => {
  const at = clock.now(), parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const body = Buffer.concat(parts).toString('utf8');
    if (request.url === '/set/measured') seen.push({ at, body });
    const answer = request.url === '/seen' ? JSON.stringify(seen) : '{}';
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(answer), 50);
  });
});
await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
const running = await startSandboxes({ dirs: [dir], basePort: 0, only: process.argv.slice(2) });
process.send?.({ ...Object.fromEntries(Object.values(running.simulators).map(({ name, url }) => [name, url])), plain: `http://127.0.0.1:${(plain.address() as AddressInfo).port}` });
process.once('disconnect', () => process.exit(0));
