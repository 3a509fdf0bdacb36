export * from './clock.js';
export * from './json.js';
export * from './simulator.js';
export * from './start.js';
export type { Shelf } from './store.js';
export { Store } from './store.js';
