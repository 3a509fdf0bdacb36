export * from './adapter.js';
export * from './causes.js';
export * from './errors.js';
export * from './exchange.js';
export * from './fees.js';
export * from './discover.js';
export * from './plain-text.js';
