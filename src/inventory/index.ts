export * from './inventory.module.js';
export * from './stock-levels.js';
