// node bin/upgrade-snapshot.mjs: what this version leaves in a database, small: some of the demo's products, published to all practice marketplaces, with orders. Run it once for each release, before its first migration of the next one;
// test/upgrade/upgrade.spec.ts then migrates it to the newest for ever. The key is the tests'.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { buildServer } from './build.mjs';
import { checkNode, fail, install, root, run } from './prepare.mjs';

const products = 16, key = '8f'.repeat(31) + '11';
checkNode();
install((line) => console.log(line));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const file = join(root, 'test', 'upgrade', `${version}.backup`);
if (existsSync(file)) fail(`${file} is there already: a released version is never made anew.`);

await run(async () => {
  await buildServer((line) => console.log(line));
  const dist = (...path) => import(pathToFileURL(join(root, 'dist', ...path)).href);
  const [{ readSettings }, { startHouse }, demo, shops, { startPractice }, { runCommand }] = await Promise.all([dist('config', 'settings.js'), dist('src', 'apps', 'house.js'), dist('src', 'apps', 'demo', 'demo-federation.js'), dist('src', 'apps', 'demo', 'demo-shops.js'), dist('src', 'apps', 'practice.js'), dist('src', 'apps', 'upkeep', 'commands.js')]);
  const place = mkdtempSync(join(tmpdir(), 'serentak-release-'));
  const env = { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: place, ENCRYPTION_KEY: key, LOG_LEVEL: 'error' };
  const settings = readSettings(env, root, join(root, 'dist'));
  reduceDemo(join(place, 'demo'));
  const practice = await startPractice(settings);
  const house = await startHouse({ settings, webDir: join(root, 'web', 'dist'), practiceUrl: (name) => practice.url(name) });
  const founded = await demo.foundDemo(house);
  await demo.importDemo(house, founded, join(place, 'demo'), () => {});
  const ids = [];
  for (const { name, url } of practice.all()) {
    const id = await shops.connectPractice(house, founded, name, url, join(root, 'dist', 'sandbox'));
    await shops.mapPractice(house, founded, name, id, join(root, 'dist', 'sandbox'));
    ids.push(id);
  }
  for (const { shop, answered, all } of await shops.publishAll(house, founded, ids, () => {}, 60_000)) console.log(`${shop}: ${answered} of ${all}`);
  for (const { name, url } of practice.all()) await buy(name, url);
  const sql = (text) => house.database.inScope(founded.scope, (tx) => tx.rows(text));
  await sql('UPDATE app.checkpoint SET next_at = app.now()');
  for (let round = 0; round < 60 && (await sql('SELECT shop_id FROM app.orders')).length < ids.length * 2; round += 1) await new Promise((done) => setTimeout(done, 500));
  // The trees of categories are most of it: what is mapped is enough.
  await sql('DELETE FROM app.remote_category r WHERE NOT EXISTS (SELECT 1 FROM app.category_map m WHERE m.marketplace = r.marketplace AND m.remote_id = r.remote_id)');
  await sql(`UPDATE app.sync_run SET exchange = NULL`);
  console.log((await sql('SELECT (SELECT count(*) FROM app.orders) AS orders, (SELECT count(*) FROM app.listing) AS listings, (SELECT count(*) FROM app.failure) AS failures'))[0]);
  mkdirSync(join(root, 'test', 'upgrade'), { recursive: true });
  await runCommand('backup', [file, '--without-photos'], { env, root, built: join(root, 'dist'), report: (line) => console.log(line) });
  await house.stop();
  await practice.stop();
  rmSync(place, { recursive: true, force: true });
});

/** Every so manyth product. */
function reduceDemo(dir) {
  mkdirSync(dir, { recursive: true });
  cpSync(join(root, 'demo', 'categories.csv'), join(dir, 'categories.csv'));
  const [head, ...rows] = parse(readFileSync(join(root, 'demo', 'catalogue.csv'), 'utf8'), { delimiter: ';', bom: true, relax_column_count: true });
  const codes = [...new Set(rows.map((row) => row[0]))].filter((_, at, all) => at % Math.ceil(all.length / products) === 0);
  writeFileSync(join(dir, 'catalogue.csv'), stringify([head, ...rows.filter((row) => codes.includes(row[0]))], { delimiter: ';' }));
  cpSync(join(root, 'demo', 'photos'), join(dir, 'photos'), { recursive: true });
}

/** Two buyers for what is on sale there. */
async function buy(name, url) {
  const control = async (method, path, body) => (await fetch(`${url}/_control${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) })).json();
  const { shops } = await control('GET', '/state');
  for (const { shop, id, listings } of shops) for (const item of (listings ?? []).filter((entry) => entry.live).slice(0, 2)) {
    const made = await control('POST', '/orders', { shop: shop ?? id, lines: [{ id: item.variants[0].id, quantity: 1 }] });
    if (!made.id && !made.order) console.log(name, JSON.stringify(made));
  }
}
