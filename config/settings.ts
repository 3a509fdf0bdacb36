import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type Role = 'api' | 'worker' | 'scheduler';

/** Everything the environment decides. Read once, here; `null` = not given. */
export interface Settings {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string | null;
  readonly databaseOwnerUrl: string | null;
  readonly redisUrl: string | null;
  readonly roles: ReadonlySet<Role>;
  /** 32 bytes each, hexadecimal or base64; the first seals, all open. Empty: made on first start, in `dataDir`. */
  readonly encryptionKeys: readonly string[];
  /** Where they were read from, when it was a file (ENCRYPTION_KEY_FILE): a change of it is taken up while running. */
  readonly encryptionKeyFile: string | null;
  readonly publicUrl: string | null;
  /** Who sends our letters, with its login, and in whose name. */
  readonly smtpUrl: string | null;
  readonly smtpFrom: string | null;
  /** Marketplace → base address of a practice marketplace that somebody else runs. */
  readonly practiceUrls: Readonly<Record<string, string>>;
  /** Whether practice connections are allowed at all; never in production. */
  readonly practice: boolean;
  readonly sandboxPort: number;
  readonly adapterDirs: readonly string[];
  readonly sandboxDirs: readonly string[];
  readonly dataDir: string;
  readonly photoDir: string;
  readonly logLevel: string;
  /** A collector of traces is named (OTEL_EXPORTER_OTLP_ENDPOINT, or that of traces alone). */
  readonly tracing: boolean;
  /** How many days changes are remembered in the audit, at least 90; 0: for ever. */
  readonly auditDays: number;
}

const names = ['PORT', 'HOST', 'DATABASE_URL', 'DATABASE_OWNER_URL', 'REDIS_URL', 'APP_ROLES', 'ENCRYPTION_KEY', 'PUBLIC_URL', 'SMTP_URL', 'SMTP_FROM', 'PRACTICE_URLS', 'SANDBOX_PORT', 'ADAPTER_DIRS', 'SANDBOX_DIRS', 'DATA_DIR', 'PHOTO_DIR', 'LOG_LEVEL', 'AUDIT_DAYS'] as const;
type Name = (typeof names)[number];

/** A boot that cannot go on, with everything that is wrong in one list. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Serentak cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/** @param root the project's folder, for defaults. @param built where adapters and practice marketplaces are found by default. */
export function readSettings(env: Readonly<Record<string, string | undefined>>, root: string, built: string): Settings {
  const problems: string[] = [];
  const take = (name: Name): string | null => {
    const file = env[`${name}_FILE`], value = env[name];
    if (file !== undefined && value !== undefined) problems.push(`${name} and ${name}_FILE are both set: keep one.`);
    if (file === undefined) return value === undefined || value === '' ? null : value;
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE names ${file}, which cannot be read.`);
      return null;
    }
  };
  const url = (name: Name, schemes: readonly string[]): string | null => {
    const value = take(name);
    if (value === null) return null;
    const scheme = URL.canParse(value) ? new URL(value).protocol.replace(':', '') : '';
    if (!schemes.includes(scheme)) problems.push(`${name} must be an address beginning with ${schemes.map((s) => `${s}://`).join(' or ')}.`);
    return value.replace(/\/$/, '');
  };
  const port = (name: Name, fallback: number): number => {
    const value = take(name);
    const number = value === null ? fallback : Number(value);
    if (!Number.isInteger(number) || number < 0 || number > 65_535) problems.push(`${name} must be a port number from 0 (any free one) to 65535.`);
    return number;
  };
  const days = (name: Name, fallback: number, least: number): number => {
    const number = Number(take(name) ?? fallback);
    if (!Number.isInteger(number) || (number !== 0 && (number < least || number > 36_500))) problems.push(`${name} must be a number of days from ${least} on, or 0 for ever.`);
    return number;
  };
  const dirs = (name: Name, fallback: string): string[] => (take(name) ?? fallback).split(':').filter(Boolean).map((dir) => resolve(root, dir));

  const production = env.NODE_ENV === 'production';
  const roles = (take('APP_ROLES') ?? 'api,worker,scheduler').split(',').map((role) => role.trim()).filter(Boolean);
  for (const role of roles) if (role !== 'all' && role !== 'api' && role !== 'worker' && role !== 'scheduler') problems.push(`APP_ROLES names "${role}"; known are api, worker, scheduler.`);
  const keys = splitKeys(take('ENCRYPTION_KEY') ?? '');
  for (const key of keys) if (!/^[0-9a-f]{64}$/i.test(key) && Buffer.from(key, 'base64').length !== 32) problems.push('ENCRYPTION_KEY must be 32 bytes: 64 hexadecimal digits, or base64 (`openssl rand -hex 32` makes one).');
  for (const key of keys) if (/^(.)\1+$/.test(key) || /^(0123456789abcdef){4}$/i.test(key)) problems.push('ENCRYPTION_KEY is a default that everybody knows: make one with `openssl rand -hex 32`.');
  const practiceUrls = pairs(take('PRACTICE_URLS'), problems);
  for (const name of Object.keys(env)) unknown(name, problems);

  const settings: Settings = {
    production, port: port('PORT', 3000), host: take('HOST') ?? (production ? '0.0.0.0' : '127.0.0.1'),
    databaseUrl: url('DATABASE_URL', ['postgres', 'postgresql']), databaseOwnerUrl: url('DATABASE_OWNER_URL', ['postgres', 'postgresql']), redisUrl: url('REDIS_URL', ['redis', 'rediss']),
    roles: new Set<Role>(roles.includes('all') ? ['api', 'worker', 'scheduler'] : (roles as Role[])), encryptionKeys: keys, encryptionKeyFile: env.ENCRYPTION_KEY_FILE ?? null, publicUrl: url('PUBLIC_URL', ['https', 'http']), smtpUrl: url('SMTP_URL', ['smtp', 'smtps']), smtpFrom: take('SMTP_FROM'), practiceUrls, practice: !production,
    sandboxPort: port('SANDBOX_PORT', 4101), adapterDirs: dirs('ADAPTER_DIRS', join(built, 'adapters')), sandboxDirs: dirs('SANDBOX_DIRS', join(built, 'sandbox')),
    dataDir: resolve(root, take('DATA_DIR') ?? '.data'), photoDir: resolve(root, take('PHOTO_DIR') ?? join(take('DATA_DIR') ?? '.data', 'photos')), logLevel: take('LOG_LEVEL') ?? 'info', auditDays: days('AUDIT_DAYS', 1095, 90), tracing: Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT),
  };
  if (settings.smtpUrl !== null && !/@/.test(settings.smtpFrom ?? '')) problems.push('SMTP_URL is set without SMTP_FROM: the address our letters come from.');
  if (production) {
    if (!settings.databaseUrl) problems.push('DATABASE_URL is missing: the address of PostgreSQL, as the role serentak_app.');
    if (settings.encryptionKeys.length === 0) problems.push('ENCRYPTION_KEY is missing: make one with `openssl rand -hex 32` and keep it safe.');
    if (Object.keys(practiceUrls).length > 0) problems.push('PRACTICE_URLS is set: practice marketplaces never run in production.');
    for (const name of ['SANDBOX_PORT', 'SANDBOX_DIRS'] as const) if (env[name] !== undefined) problems.push(`${name} is set: practice marketplaces never run in production.`);
    if (settings.publicUrl !== null && !settings.publicUrl.startsWith('https://')) problems.push('PUBLIC_URL must be https in production.');
    for (const [name, value] of [['DATABASE_URL', settings.databaseUrl], ['DATABASE_OWNER_URL', settings.databaseOwnerUrl]] as const) {
      if (value && URL.canParse(value) && ['', 'serentak', 'postgres', 'password', 'changeme', 'secret'].includes(new URL(value).password)) problems.push(`${name} has an empty or default password: choose a real one.`);
    }
  }
  if (problems.length > 0) throw new SettingsError([...new Set(problems)]);
  return settings;
}

/** Several keys stand apart by commas, spaces or lines; the first seals. */
export const splitKeys = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

function pairs(text: string | null, problems: string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const pair of (text ?? '').split(',').map((entry) => entry.trim()).filter(Boolean)) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at), address = pair.slice(at + 1);
    if (at < 1 || !URL.canParse(address)) problems.push(`PRACTICE_URLS: "${pair}" is not marketplace=http://127.0.0.1:port.`);
    else found[name] = address.replace(/\/$/, '');
  }
  return found;
}

/** The environment holds much that is not ours; what looks like a misspelt setting of ours is told. */
function unknown(name: string, problems: string[]): void {
  const plain = name.replace(/_FILE$/, '');
  if ((names as readonly string[]).includes(plain)) return;
  if (/^SERENTAK_/.test(name)) problems.push(`${name} is not a setting; known are ${names.join(', ')}.`);
  const near = names.find((known) => known.length > 6 && plain.length > 5 && (distance(plain, known) === 1 || (distance(plain, known) === 2 && letters(plain) === letters(known))));
  if (near) problems.push(`${name} is not a setting: did you mean ${near}?`);
}

/** Two letters that changed places are one slip of the hand. */
const letters = (word: string): string => [...word].sort().join('');

/** Edits between two words; anything above 2 is as good as 3. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 3;
}
