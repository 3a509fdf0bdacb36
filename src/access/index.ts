export * from './access.module.js';
export * from './declared-permissions.js';
export { demand } from './guard.js';
export * from './language-of.js';
export { createUser, type NewUser } from './users.js';
export { letIn } from './let-in.js';
