export * from './catalogue.module.js';
export { ensureCategory } from './categories.js';
export * from './product-list.js';
export { addPhoto } from './product-photos.js';
export { changeProduct, changeVariant, createProduct } from './products.js';
export type { ProductBody } from './product-bodies.js';
