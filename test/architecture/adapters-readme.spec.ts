import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformFileSync } from '@swc/core';
import ts from 'typescript';

const root = process.cwd();

/** What a stranger would have after following adapters/README.md: the contract beside a folder with these files. */
function follow(place: string): string[] {
  const page = readFileSync(join(root, 'adapters', 'README.md'), 'utf8');
  const files = [...page.matchAll(/```ts\n\/\/ (adapters\/\S+\.ts)\n([\s\S]*?)```/g)].map(([, name = '', text = '']) => {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
    return name;
  });
  cpSync(join(root, 'adapters', 'contract'), join(place, 'adapters', 'contract'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
  return files;
}

/** Compiles everything in place, as the build does. */
function compile(place: string): string {
  for (const name of readdirSync(join(place, 'adapters'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const out = join(place, 'built', name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, transformFileSync(join(place, 'adapters', name), { configFile: join(root, '.swcrc'), cwd: root }).code);
  }
  return join(place, 'built');
}

// A shop of four answers: enough to connect, publish, set an offer, and read an order among a poisoned one.
const drive = (built: string): string => `
import { createServer } from 'node:http';
import { discoverAdapters } from ${JSON.stringify(pathToFileURL(join(built, 'contract', 'index.js')).href)};
const item = { id: 7, shown: true, variants: [{ id: 70, sku: 'A-1' }] };
const order = { id: 5, number: 'P5', status: 'PAID', placed: '2026-11-24T00:00:00Z', paid: '2026-11-24T00:01:00Z', changed: '2026-11-24T00:01:00Z', lines: [{ id: 1, item: 7, variant: 70, sku: 'A-1', name: 'Kopi', quantity: 2, price: 12500 }] };
const answers = { 'GET /shop': { id: 1, name: 'Toko' }, 'POST /items': item, 'POST /offers/stock': { refused: [] }, 'GET /orders': { orders: [order, { id: null }], next: null } };
const server = createServer((request, response) => {
  const answer = answers[request.method + ' ' + request.url.split('?')[0]];
  response.writeHead(request.headers['x-api-key'] === 'key-of-the-shop' ? (answer ? 200 : 404) : 401).end(JSON.stringify(answer ?? {}));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const found = await discoverAdapters([${JSON.stringify(built)}]);
const adapter = found.get('pasar');
const keys = Object.assign(new adapter.credentials(), { url: 'http://127.0.0.1:' + server.address().port, api_key: 'key-of-the-shop' });
const tools = {
  send: async (call) => {
    const wire = call.build(keys, 0, 'once');
    const response = await fetch(adapter.addresses(keys)[wire.host] + wire.path, wire);
    return { status: response.status, headers: {}, body: new Uint8Array(await response.arrayBuffer()), receivedAt: 0, remoteDate: null };
  },
  json: (response) => JSON.parse(Buffer.from(response.body).toString()), media: {},
};
const session = adapter.connect({ remoteId: '', country: 'ID', settings: new adapter.settings() }, tools);
const draft = { code: 'A', title: 'Kopi', description: '', category: 'c', brand: null, attributes: {}, photos: [], variants: [{ sku: 'A-1', choice: {}, price: 12500n, quantity: 3, photo: null, grams: 100, mm: [0, 0, 0] }] };
const kept = [];
const receipt = await session.listings.put(draft, null, { key: 'k', openedAt: 0 }, async (ref) => void kept.push(ref));
const said = {
  names: [...found.keys()], shops: await session.check(), state: receipt.state, kept,
  set: await session.offers.set('stock', [{ sku: 'A-1', itemId: '7', variantId: '70', value: 3n }]), orders: (await session.orders.changed({ from: 0, to: 1 }, null)).items.map((entry) => entry.status ?? Object.keys(entry)[0]),
};
keys.api_key = 'another';
said.refused = await session.check().catch((error) => error.verdict);
server.close();
console.log(JSON.stringify(said));
`;

describe('adapters/README.md', () => {
  let place = '', files: string[] = [];
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'serentak-readme-'));
    files = follow(place);
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  it('its seven steps are a whole adapter, whose types hold', () => {
    expect(files.map((file) => file.replace('adapters/pasar/', ''))).toEqual(['credentials.ts', 'client.ts', 'listings.ts', 'offers.ts', 'orders.ts', 'categories.ts', 'index.ts']);
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config: { compilerOptions: object } };
    const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, incremental: false, tsBuildInfoFile: undefined, typeRoots: [join(root, 'node_modules', '@types')] }, place);
    const program = ts.createProgram(files.map((file) => join(place, file)), options);
    expect(ts.getPreEmitDiagnostics(program).map((entry) => `${entry.file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(entry.messageText, ' ')}`)).toEqual([]);
  }, 60_000);

  it('is discovered by its folder, connects, publishes, sets an offer and reads orders', () => {
    writeFileSync(join(place, 'drive.mjs'), drive(compile(place)));
    const done = spawnSync(process.execPath, [join(place, 'drive.mjs')], { cwd: place, encoding: 'utf8' });
    expect(done.stderr).toBe('');
    expect(JSON.parse(done.stdout)).toEqual({
      names: ['pasar'], shops: [{ remoteId: '1', name: 'Toko', country: 'ID' }], state: 'live', kept: [{ itemId: '7', variants: { 'A-1': { itemId: '7', variantId: '70' } } }], set: [{ is: 'set' }], orders: ['to-ship', 'undecodable'], refused: 'reauthorise',
    });
  }, 30_000);
});
