export * from './marketplaces.js';
export * from './sheet-columns.js';
export * from './typed.js';
