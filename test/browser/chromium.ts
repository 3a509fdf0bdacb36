import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../house/serve.js';

export interface Chromium { readonly path: string; readonly libraries: string; readonly fontConfig: string }

/**
 * Unpacks the browser that ships inside its npm package, once per person, whole or not at all: two spec files may ask at the same time.
 * The package unpacks to the system's temporary folder, so it is asked in a process of its own that has another one; told to be a bare machine, it brings the libraries along.
 */
export function unpackChromium(): Chromium {
  const version = (createRequire(import.meta.url)('playwright-core/package.json') as { version: string }).version;
  const place = join(root, 'node_modules', '.cache', `chromium-${version}-${userInfo().uid}`);
  if (!existsSync(place)) {
    mkdirSync(dirname(place), { recursive: true });
    const unfinished = mkdtempSync(`${place}-`);
    const script = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`;
    const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8', env: { ...process.env, TMPDIR: unfinished, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' } });
    if (done.status !== 0) throw new Error(`Chromium could not be unpacked: ${done.stderr}`);
    mkdirSync(join(unfinished, 'font-config'));
    writeFileSync(join(unfinished, 'font-config', 'fonts.conf'), `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${place}/fonts</dir><cachedir>${place}/font-cache</cachedir></fontconfig>`);
    try {
      renameSync(unfinished, place);
    } catch (error) {
      // Somebody else was quicker; theirs is as good.
      if (!existsSync(place)) throw error;
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return { path: join(place, 'chromium'), libraries: join(place, 'al2023', 'lib'), fontConfig: join(place, 'font-config', 'fonts.conf') };
}
