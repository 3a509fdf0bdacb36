export * from './credentials.js';
export * from './shop-record.js';
