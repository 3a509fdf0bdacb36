export * from './adapter.js';
export * from './causes/index.js';
export * from './errors.js';
export * from './exchange.js';
export * from './discover.js';
