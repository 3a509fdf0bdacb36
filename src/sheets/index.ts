export * from './cell.js';
export * from './exports.js';
export * from './neutral-text.js';
export * from './pages.js';
export * from './sheets.module.js';
export * from './write-csv.js';
export * from './write-xlsx.js';
