export * from './handovers.module.js';
