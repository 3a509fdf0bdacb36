export * from './events.js';
export * from './operations.module.js';
