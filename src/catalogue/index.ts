export * from './catalogue.module.js';
export { ensureCategory } from './categories.js';
export { markInterrupted } from './import/imports.controller.js';
export * from './import/run-import.js';
export * from './product-list.js';
export { changeProduct, changeVariant, createProduct } from './products.js';
