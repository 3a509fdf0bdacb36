// Runs one spec file by Jest's own runner, outside its sandbox: Node imports the file, so that the service's modules are loaded once in each worker and not once for each file (two to six seconds of the two cores, 150 times).
// What it costs: files of one worker share module state and global objects. The service keeps none per house, and a spec mends what it bends.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import runInSandbox from 'jest-circus/runner';
import { use } from './globals.mjs';

const require = createRequire(import.meta.url);

export default async function runSpecFile(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  const native = {
    // Its state, handlers and hooks are of one file: a fresh one each time.
    requireInternalModule: (file) => {
      delete require.cache[file];
      return require(file);
    },
    requireModule: (file) => require(file),
    setGlobalsForRuntime: use,
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (file) => import(pathToFileURL(file).href),
  };
  const outside = new Proxy(runtime, { get: (target, name) => native[name] ?? (typeof target[name] === 'function' ? target[name].bind(target) : target[name]) });
  return (runInSandbox.default ?? runInSandbox)(globalConfig, config, environment, outside, testPath, sendMessageToJest);
}
