/** Specs run as ES modules: `node --experimental-vm-modules node_modules/jest/bin/jest.js`. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.ts$': '@swc/jest' },
  testMatch: ['<rootDir>/{src,adapters,config,sandbox,test}/**/*.spec.ts'],
  globalSetup: '<rootDir>/test/house/global-setup.mjs',
  globalTeardown: '<rootDir>/test/house/global-teardown.mjs',
  testTimeout: 30_000,
  maxWorkers: 2,
};
