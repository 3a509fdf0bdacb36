export * from './access.module.js';
export { sessionCookie } from './guard.js';
export * from './sessions.js';
export * from './users.js';
