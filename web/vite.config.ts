/** Builds the dashboard: hashed assets in dist/assets, each also as .br and .gz, so that the server only has to hand files out. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const web = import.meta.dirname;
const compressible = /\.(html|js|css|svg|json)$/;

/** The icons stand in the page itself: one request less, and `<use>` works at the first paint. */
const icons: Plugin = {
  name: 'icons-in-page',
  transformIndexHtml: (html) => html.replace('<!--icons-->', readFileSync(join(web, 'src/design/icons.svg'), 'utf8').replace('<svg ', '<svg hidden aria-hidden="true" style="display:none" ').replaceAll('\n', '').trim()),
};

const precompress: Plugin = {
  name: 'precompress',
  apply: 'build',
  closeBundle() {
    for (const entry of readdirSync(join(web, 'dist'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !compressible.test(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      const bytes = readFileSync(file);
      writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    }
  },
};

export default defineConfig({
  root: web,
  plugins: [icons, precompress],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { port: 5173, proxy: { '/api': process.env.SERENTAK_URL ?? 'http://127.0.0.1:3999' } },
});
