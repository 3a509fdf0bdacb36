export * from './keeper.js';
export * from './readiness.module.js';
