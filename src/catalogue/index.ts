export * from './catalogue.module.js';
export { markInterrupted } from './import/imports.controller.js';
export * from './import/run-import.js';
export * from './product-list.js';
export { ensureCategory } from './products.controller.js';
export { changeProduct, changeVariant, createProduct } from './products.js';
