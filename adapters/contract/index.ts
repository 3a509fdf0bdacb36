export * from './adapter.js';
export * from './causes/index.js';
export * from './errors.js';
export * from './exchange.js';
export * from './fees.js';
export * from './discover.js';
export * from './plain-text.js';
export * from './lossless.js';
