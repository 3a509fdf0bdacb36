export * from './catalogue.module.js';
export { ensureCategory } from './categories.js';
export * from './product-list.js';
export { addPhoto } from './product-photos.js';
export * from './change-many.js';
export { changeProduct, changeVariant, createProduct } from './products.js';
export { ProductAttributes, ProductConditions, type ProductBody } from './product-bodies.js';
