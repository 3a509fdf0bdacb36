export * from './imports.module.js';
export { markInterrupted } from './imports.controller.js';
export * from './run-import.js';
