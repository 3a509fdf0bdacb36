export { photoErrors } from './errors.js';
export * from './photo-store.js';
export * from './photos.js';
export * from './photos.module.js';
