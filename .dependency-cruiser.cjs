// Floors: a room imports only from floors beneath it, through the room's door; rooms on one floor do not see each other. Nothing goes in circles.
const floors = [
  ['src/kernel', 'config', 'adapters/contract'],
  ['src/access', 'src/cooperatives', 'src/queue', 'src/marketplaces', 'src/photos', 'src/sheets'],
  ['src/exports'],
  ['src/audit', 'src/catalogue', 'src/inventory', 'src/mapping', 'src/prices', 'src/shops'],
  ['src/listings', 'src/orders', 'src/imports', 'src/reviews', 'src/handovers'],
  ['src/readiness'],
  ['src/sync'],
  ['src/operations', 'src/adoption', 'src/editing'],
  ['src/apps'],
];
const under = (room) => `^${room}/`;
const spec = '\\.spec\\.ts$';

/** The ground floor's three may be used by all; among themselves only the kernel's migrations are let in. */
const upwards = floors.flatMap((rooms, floor) => rooms.map((room) => ({
  name: `floor-${floor}-${room.replaceAll('/', '-')}`,
  comment: `${room} stands on floor ${floor}: it may import only from the floors beneath.`,
  severity: 'error',
  from: { path: under(room), pathNot: spec },
  to: { path: [...floors.slice(floor).flat().filter((other) => other !== room).map(under), ...(room === 'src/kernel' ? [] : ['^src/migrations/'])] },
})));

const doors = floors.slice(1).flat().concat('src/kernel', 'adapters/contract').flatMap((room) => [
  {
    name: `door-${room.replaceAll('/', '-')}`,
    comment: `Others enter ${room} by its index.ts.`,
    severity: 'error',
    from: { path: '^(src|adapters|config)/', pathNot: [under(room), spec] },
    to: { path: under(room), pathNot: `^${room}/index\\.ts$` },
  },
  { name: `own-door-${room.replaceAll('/', '-')}`, comment: 'Nobody inside a room goes out of its door to come in again.', severity: 'error', from: { path: under(room), pathNot: spec }, to: { path: `^${room}/index\\.ts$` } },
]);

module.exports = {
  forbidden: [
    { name: 'no-cycles', comment: 'Nothing goes in circles.', severity: 'error', from: {}, to: { circular: true } },
    ...upwards,
    ...doors,
    { name: 'adapters-translate-only', comment: 'An adapter imports its own folder and adapters/contract; no Nest, database or queue.', severity: 'error', from: { path: '^adapters/(?!contract/)([^/]+)/', pathNot: spec }, to: { path: '^(src|config|sandbox|adapters)/', pathNot: ['^adapters/contract/', '^adapters/$1/'] } },
    { name: 'adapters-know-no-machinery', comment: 'Translation only: no Nest, database, queue or HTTP client in an adapter.', severity: 'error', from: { path: '^adapters/', pathNot: spec }, to: { path: 'node_modules/(@nestjs|typeorm|pg|bullmq|ioredis|undici|axios|express)(/|$)' } },
    { name: 'adapters-reach-nothing', comment: 'The gateway is the only way out of an adapter.', severity: 'error', from: { path: '^adapters/', pathNot: [spec, '^adapters/contract/discover\\.ts$'] }, to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|url|querystring)$' } },
    { name: 'contract-stands-alone', severity: 'error', from: { path: '^adapters/contract/', pathNot: spec }, to: { path: '^(src|config|sandbox|adapters/(?!contract/))' } },
    { name: 'sandbox-stands-alone', comment: 'A practice marketplace shares no line with what it tests.', severity: 'error', from: { path: '^sandbox/' }, to: { path: '^(src|adapters|config)/' } },
    { name: 'no-simulator-in-the-house', comment: 'Simulators are started by path, never imported.', severity: 'error', from: { path: '^(src|adapters|config)/', pathNot: spec }, to: { path: '^sandbox/' } },
    { name: 'no-adapter-by-name', comment: 'Adapters are discovered; no code names one.', severity: 'error', from: { path: '^(src|config)/', pathNot: spec }, to: { path: '^adapters/(?!contract/)' } },
    { name: 'no-test-code', severity: 'error', from: { path: '^(src|adapters|config|sandbox)/', pathNot: spec }, to: { path: ['^test/', spec] } },
    { name: 'resolvable', comment: 'An import that leads nowhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', '^dist/'] },
    exclude: { path: ['^dist/', '^web/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.json', '.d.ts'] },
  },
};
