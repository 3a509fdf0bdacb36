// What a spec imports as `@jest/globals`. Helpers are loaded once for many spec files, each with its own `describe` and `it`: so these hand over to the file that runs now.
let current;
export const use = (globals) => void (current = globals);

const forward = (name) => new Proxy(function () {}, { apply: (_, self, args) => current[name](...args), get: (_, key) => current[name][key] });
export const [describe, it, test, beforeAll, beforeEach, afterAll, afterEach] = ['describe', 'it', 'test', 'beforeAll', 'beforeEach', 'afterAll', 'afterEach'].map(forward);
export { jestExpect as expect } from '@jest/expect';
