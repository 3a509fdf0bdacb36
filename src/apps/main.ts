import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../../config/settings.js';
import { noScope } from '../kernel/index.js';
import { federationOf } from '../shops/index.js';
import { holdFolder, writeWhole } from './data-folder.js';
import { foundDemo, importDemo, type SignIn } from './demo/demo-federation.js';
import { connectPractice, followPractice, mapPractice, publishAll } from './demo/demo-shops.js';
import { startHouse, type House } from './house.js';
import { assertApplicationRole } from './postgres/application-role.js';
import { startPractice, type Practice } from './practice.js';

export interface StartOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The project's folder, and where its compiled files lie. */
  readonly root: string;
  readonly built: string;
  readonly report: (line: string) => void;
}
/** `url`: where the house stood when its practice shops were last told. */
interface DemoFile { readonly signIns: readonly SignIn[]; readonly complete: boolean; readonly cooperativeId?: string; readonly url?: string }

const stopPatienceMs = 29_000;
const publishPatienceMs = 120_000;

/** Starts everything and returns when it serves; stops on SIGINT and SIGTERM, slices finished. Throws what a person must mend, in one sentence. */
export async function main(options: StartOptions): Promise<{ stop(): Promise<void> }> {
  const { report } = options;
  const settings = readSettings(options.env, options.root, options.built);
  if (settings.production && settings.databaseUrl) await assertApplicationRole(settings.databaseUrl);
  const lock = settings.databaseUrl === null ? holdFolder(settings.dataDir) : (): void => undefined;
  let practice: Practice | null = null;
  let house: House | null = null, booting: Promise<House> | null = null;
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopping ??= (async () => {
    const late = setTimeout(() => process.exit(1), stopPatienceMs);
    // Told to stop while still starting: what has been opened by then is closed as well.
    await (house ?? (await booting?.catch(() => null)))?.stop();
    await practice?.stop();
    lock();
    clearTimeout(late);
  })());
  // More than once: npm passes on what the terminal told both of us.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop().then(() => process.exit(0)));
  try {
    // The practice marketplaces stop after the house, whose last slices may still call them; so they are started first.
    if (settings.practice && settings.roles.has('worker')) practice = await startPractice(settings);
    booting = startHouse({ settings, webDir: join(options.root, 'web', 'dist'), report, practiceUrl: (name) => practice?.url(name) ?? null,
      lost: (error) => { report(`PostgreSQL ended and does not start again: ${error.message} Serentak ends too; start it again (a supervisor does).`); process.exit(1); } });
    house = await booting;
    if (!settings.production && settings.databaseUrl === null) await demo(house, practice, options, join(settings.dataDir, 'demo.json'));
    report(settings.roles.has('api') ? `Serentak: ${house.url}` : `Serentak works as ${[...settings.roles].join(' and ')}.`);
    return { stop };
  } catch (error) {
    // Whoever asked it to stop sees no failure of what was cut short.
    if (stopping) return { stop: () => stop() };
    await stop();
    throw error;
  }
}

/** A fresh house gets the demo; an interrupted one goes on where it stood, because every step may be done twice. */
async function demo(house: House, practice: Practice | null, options: StartOptions, file: string): Promise<void> {
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoFile) : null;
  const any = await house.database.inScope(noScope, (tx) => tx.row<{ any: boolean }>('SELECT app.any_federation() AS any'));
  const sandboxes = join(options.built, 'sandbox'), keep = (content: DemoFile): void => writeWhole(file, JSON.stringify(content));
  if (known?.complete) {
    if (practice && known.cooperativeId !== undefined) {
      const { cooperativeId } = known, scope = await house.database.inScope(noScope, (tx) => federationOf(tx, cooperativeId));
      await followPractice(house, { scope }, (name) => practice.url(name), sandboxes, known.url !== house.url);
      keep({ ...known, url: house.url });
    }
    tell(known.signIns, practice, options.report);
  }
  else if (practice && !any?.any) {
    const founded = await foundDemo(house);
    keep({ signIns: founded.signIns, complete: false });
    let last = -1;
    await importDemo(house, founded, join(options.root, 'demo'), (products) => { if (products !== last) options.report(`import ${(last = products)}/160`); });
    const shops: string[] = [];
    for (const { name, url } of practice.all()) {
      if (!house.marketplaces.find(name)) continue;
      const shopId = await connectPractice(house, founded, name, url, sandboxes);
      await mapPractice(house, founded, name, shopId, sandboxes);
      shops.push(shopId);
    }
    let told = -1;
    const behind = await publishAll(house, founded, shops, (done, all) => { if (done !== told) options.report(`publishing ${(told = done)}/${all}`); }, publishPatienceMs);
    for (const { shop, answered, all } of behind) options.report(`  ${shop}: ${answered} of ${all} so far; the others follow by themselves (small call allowance, or a slow machine)`);
    keep({ signIns: founded.signIns, complete: true, cooperativeId: founded.cooperativeId, url: house.url });
    tell(founded.signIns, practice, options.report);
  } else if (known) {
    options.report('The demo was cut short when it was first made: `npm run demo:reset` makes it anew. What is there works.');
    tell(known.signIns, practice, options.report);
  }
}

function tell(signIns: readonly SignIn[], practice: Practice | null, report: (line: string) => void): void {
  for (const { role, email, password } of signIns) report(`  ${role.padEnd(13)} ${email}  ${password}`);
  for (const { title, url } of practice?.all() ?? []) report(`  ${title}: ${url}/_shop (what buyers see), ${url}/_seller (what the seller sees)`);
}
