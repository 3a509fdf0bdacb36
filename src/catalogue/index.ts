export * from './catalogue.module.js';
export { ensureCategory } from './categories.js';
export * from './product-list.js';
export { keepFile, mentionPhotos, photoName } from './photos/mentions.js';
export { addPhoto } from './photos/product-photos.js';
export { changeProduct, changeVariant, createProduct } from './products.js';
export { ProductQuery, type ProductBody } from './product-bodies.js';
