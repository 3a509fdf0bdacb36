/** Names under which the house injects what is no class. */
export const LOG = Symbol('log');
export const SETTINGS = Symbol('settings');
