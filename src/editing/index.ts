export * from './edit-desk.js';
export * from './editing.module.js';
