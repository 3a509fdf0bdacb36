export * from './marketplaces.js';
