import { readSettings, type Settings } from '../../../config/settings.js';
import { holderOf } from '../data-folder.js';
import type { StartOptions } from '../main.js';
import { PlainError, wordsOf, type Words } from './words.js';

type Options = Pick<StartOptions, 'env' | 'root' | 'built' | 'report'>;
interface Asked { readonly settings: Settings; readonly words: Words; readonly report: (line: string) => void; readonly flags: ReadonlySet<string>; readonly files: readonly string[]; readonly env: Options['env'] }
interface Command { readonly flags: readonly string[]; readonly files: 0 | 1; readonly usage: string; /** Its exit code. */ readonly run: (asked: Asked) => Promise<number> }

const commands: Readonly<Record<string, Command>> = {
  'backup': { flags: ['--without-photos'], files: 1, usage: 'npm run backup -- [file] [--without-photos]', run: async ({ settings, words, report, flags, files }) => {
    const { backup } = await import('./backup.js');
    await backup(settings, { file: files[0] ?? null, photos: !flags.has('--without-photos') }, words, report);
    return 0;
  } },
  'restore': { flags: ['--replace', '--without-key'], files: 1, usage: 'npm run restore -- <file> [--replace] [--without-key]', run: async ({ settings, words, report, flags, files }) => {
    const [file] = files;
    if (!file) throw new PlainError(words('Sebutkan berkas cadangannya: npm run restore -- <berkas>', 'Name the backup: npm run restore -- <file>'));
    if (settings.databaseUrl === null && holderOf(settings.dataDir) !== null) throw new PlainError(words('Serentak masih berjalan dari folder ini: hentikan dulu, lalu pulihkan.', 'Serentak still runs from this folder: stop it first, then restore.'));
    const { restore } = await import('./restore.js');
    await restore(settings, { file, replace: flags.has('--replace'), withoutKey: flags.has('--without-key') }, words, report);
    return 0;
  } },
  'keys:rotate': { flags: ['--finish'], files: 0, usage: 'npm run keys:rotate -- [--finish]', run: async ({ settings, words, report, flags }) => {
    const { rotateKeys } = await import('./rotate-keys.js');
    await rotateKeys(settings, { finish: flags.has('--finish') }, words, report, (ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    return 0;
  } },
};

/** Looks also at settings that cannot be read, so it reads them itself. Exit code 1: something is bad. */
async function doctor(options: Options, words: Words, json: boolean): Promise<number> {
  const { examine } = await import('./doctor.js');
  const findings = await examine(options, words), bad = findings.some(({ state }) => state === 'bad');
  if (json) options.report(JSON.stringify({ ok: !bad, findings }, null, 2));
  else for (const { check, state, said, next } of findings) options.report(`${state.padEnd(4)}  ${check.padEnd(13)}  ${said}${next ? `\n${' '.repeat(21)}→ ${next}` : ''}`);
  return bad ? 1 : 0;
}

/** Runs one of the operators' commands; what a person must mend is thrown as a `PlainError`. Returns the exit code. */
export async function runCommand(name: string, args: readonly string[], options: Options): Promise<number> {
  const words = wordsOf(options.env), command = name === 'doctor' ? { flags: ['--json'], files: 0, usage: 'npm run doctor -- [--json]' } : commands[name];
  if (!command) throw new PlainError(words(`Perintah "${name}" tidak ada; yang ada: ${Object.keys(commands).join(', ')}, doctor.`, `There is no command "${name}"; there are ${Object.keys(commands).join(', ')}, doctor.`));
  const flags = new Set(args.filter((arg) => arg.startsWith('-'))), files = args.filter((arg) => !arg.startsWith('-'));
  const strange = [...flags].find((flag) => !command.flags.includes(flag)) ?? files[command.files];
  if (strange !== undefined) throw new PlainError(words(`"${strange}" tidak dikenal di sini. Cara memakainya: ${command.usage}`, `"${strange}" is not known here. Usage: ${command.usage}`));
  if (!('run' in command)) return doctor(options, words, flags.has('--json'));
  return command.run({ settings: readSettings(options.env, options.root, options.built), words, report: options.report, flags, files, env: options.env });
}
