export * from './cooperatives.module.js';
