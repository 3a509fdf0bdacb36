/** Specs run as ES modules of Node itself: `node --import ./test/runner/typescript.mjs node_modules/jest/bin/jest.js`. */
export default {
  testEnvironment: 'node',
  testRunner: '<rootDir>/test/runner/spec-file.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testMatch: ['<rootDir>/{src,adapters,config,sandbox,test}/**/*.spec.ts'],
  globalSetup: '<rootDir>/test/house/global-setup.mjs',
  globalTeardown: '<rootDir>/test/house/global-teardown.mjs',
  testTimeout: 30_000,
  // Made for two cores: the third works while others sit out what takes real time (a killed worker's locks, a browser's start).
  maxWorkers: 3,
  // A worker keeps what its files leave behind: a large one is ended between two of them.
  workerIdleMemoryLimit: '900MB',
  testSequencer: '<rootDir>/test/runner/longest-first.cjs',
};
