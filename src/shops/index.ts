export * from './credentials.js';
export * from './settings.js';
export * from './shop-record.js';
export * from './shop-view.js';
export * from './shops.module.js';
