export * from './adoption-desk.js';
export * from './adoption.module.js';
