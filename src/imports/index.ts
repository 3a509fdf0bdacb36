export * from './imports.module.js';
export { ImportRunner, runImport, type Importer } from './run-import.js';
