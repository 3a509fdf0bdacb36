export * from './csv-line.js';
export * from './csv-rows.js';
export * from './gtin.js';
export * from './neutral-text.js';
export * from './number-text.js';
export * from './text-encoding.js';
export * from './xlsx-rows.js';
