export * from './catalogue.module.js';
export { ensureCategory } from './categories.js';
export * from './product-list.js';
export { forgetMentions, keepFile, mentionPhotos } from './photos/mentions.js';
export { addPhoto } from './photos/product-photos.js';
export * from './change-many.js';
export { changeProduct, changeVariant, createProduct } from './products.js';
export { ProductAttributes, ProductConditions, ProductQuery, type ProductBody } from './product-bodies.js';
