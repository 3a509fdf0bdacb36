export * from './advice.js';
export { photoErrors } from './errors.js';
export * from './fetch-picture.js';
export * from './photo-store.js';
export * from './photos.js';
export * from './photos.module.js';
export * from './read-archive.js';
