export * from './exports.js';
export * from './exports.module.js';
export * from './pages.js';
