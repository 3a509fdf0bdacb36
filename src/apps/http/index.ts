export * from './configure-http.js';
export * from './health.controller.js';
export * from './metrics.js';
