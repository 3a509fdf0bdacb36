export * from './access.module.js';
export * from './declared-permissions.js';
export { demand, sessionCookie } from './guard.js';
export * from './language-of.js';
export * from './sessions.js';
export * from './users.js';
