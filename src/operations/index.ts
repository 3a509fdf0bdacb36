export * from './digest/digests.js';
export * from './events.js';
export * from './operations.module.js';
