export * from './backend.js';
export * from './hints.js';
export * from './lanes.js';
export * from './streams.js';
