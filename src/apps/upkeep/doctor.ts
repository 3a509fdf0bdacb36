import { constants } from 'node:fs';
import { access, mkdir, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { readSettings, SettingsError, type Settings } from '../../../config/settings.js';
import { startEmbedded } from '../postgres/embedded.js';
import { keyFile } from '../secrets.js';
import { lookAtDatabase } from './doctor-database.js';
import { lookAtShops } from './doctor-shops.js';
import { ask, Notes, type Finding } from './finding.js';
import { sized, type Words } from './words.js';

interface Rooms { readonly env: Readonly<Record<string, string | undefined>>; readonly root: string; readonly built: string }
const oldestRedis = 6;

/** Looks at everything a house stands on, whether the service runs or not, and writes nothing. Never shows a secret. */
export async function examine(rooms: Rooms, words: Words): Promise<Finding[]> {
  const note = new Notes(words);
  let settings: Settings;
  try {
    settings = readSettings(rooms.env, rooms.root, rooms.built);
    note.ok('settings', 'Pengaturan bisa dibaca.', 'The settings can be read.');
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const problem of error.problems) note.bad('settings', problem, problem, 'Perbaiki di lingkungan (environment); semua nama ada di config/README.md.', 'Mend it in the environment; all names stand in config/README.md.');
    return note.all;
  }
  const serving = await lookAtService(settings, note);
  await lookAtDisk(settings, note);
  await lookAtRedis(settings, note);
  await lookAtDoor(settings, serving, note);
  await withDatabase(settings, note, async (client) => {
    if (await lookAtDatabase(client, settings, note)) await lookAtShops(client, settings, serving, note);
  });
  return note.all;
}

async function lookAtService(settings: Settings, note: Notes): Promise<boolean> {
  const host = ['0.0.0.0', '::'].includes(settings.host) ? '127.0.0.1' : settings.host;
  const answer = settings.port === 0 ? null : await ask(`http://${host}:${settings.port}/health/ready`);
  if (answer?.status === 200) note.ok('service', `Serentak melayani di port ${settings.port}.`, `Serentak serves on port ${settings.port}.`);
  else if (answer) note.warn('service', `Port ${settings.port} menjawab "belum siap" (${answer.status}).`, `Port ${settings.port} answers "not ready" (${answer.status}).`, 'Lihat baris di bawah dan lognya; saat baru menyala, tunggu sebentar.', 'See the lines below and its log; just after a start, wait a moment.');
  else note.warn('service', `Tidak ada yang melayani di port ${settings.port}.`, `Nothing serves on port ${settings.port}.`, 'Nyalakan dengan npm start atau npm run start:prod (atau isi PORT yang benar).', 'Start it with npm start or npm run start:prod (or set the right PORT).');
  return answer?.status === 200;
}

async function lookAtDisk(settings: Settings, note: Notes): Promise<void> {
  for (const [check, dir] of [['data folder', settings.dataDir], ['photo folder', settings.photoDir]] as const) {
    try {
      await mkdir(dir, { recursive: true });
      await access(dir, constants.R_OK | constants.W_OK | constants.X_OK);
      const { bavail, bsize, blocks } = await statfs(dir), free = bavail * bsize, share = bavail / Math.max(1, blocks);
      const said: [string, string] = [`${dir}: ${sized(free)} kosong (${Math.round(share * 100)} %).`, `${dir}: ${sized(free)} free (${Math.round(share * 100)} %).`];
      if (free < 1e9 || share < 0.03) note.bad(check, ...said, 'Kosongkan tempat sekarang: database yang kehabisan tempat berhenti.', 'Make room now: a database without room stops.');
      else if (share < 0.1) note.warn(check, ...said, 'Kosongkan tempat, atau pindahkan ke disk yang lebih besar.', 'Make room, or move to a larger disk.');
      else note.ok(check, ...said);
    } catch {
      note.bad(check, `${dir} tidak bisa ditulis.`, `${dir} cannot be written to.`, `Beri hak tulis kepada akun yang menjalankan Serentak, atau pilih folder lain (DATA_DIR, PHOTO_DIR).`, 'Let the account that runs Serentak write there, or choose another folder (DATA_DIR, PHOTO_DIR).');
    }
  }
  const file = keyFile(settings);
  const mode = file === null ? null : await stat(file).then((found) => found.mode & 0o077, () => null);
  if (file && mode) note.warn('key file', `${file} bisa dibaca akun lain.`, `${file} can be read by other accounts.`, `chmod 600 ${file}`, `chmod 600 ${file}`);
}

async function lookAtRedis(settings: Settings, note: Notes): Promise<void> {
  if (settings.redisUrl === null) return;
  const redis = new Redis(settings.redisUrl, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null, connectTimeout: 5_000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const info = await redis.info(), version = /(?:redis|valkey)_version:(\d+)/.exec(info)?.[1] ?? '0';
    const policy = /maxmemory_policy:(\S+)/.exec(info)?.[1] ?? 'noeviction';
    if (Number(version) < oldestRedis) note.bad('queue', `Redis versi ${version} terlalu tua.`, `Redis ${version} is too old.`, 'Pakai Redis 6.2 atau Valkey ke atas.', 'Use Redis 6.2, or Valkey, or later.');
    else if (policy !== 'noeviction') note.bad('queue', `Redis membuang data saat penuh (maxmemory-policy ${policy}).`, `Redis drops data when it is full (maxmemory-policy ${policy}).`, 'Atur maxmemory-policy noeviction.', 'Set maxmemory-policy noeviction.');
    else note.ok('queue', 'Antrean lewat Redis; Redis menjawab.', 'The queue goes through Redis, which answers.');
  } catch {
    note.bad('queue', 'Redis (REDIS_URL) tidak menjawab.', 'Redis (REDIS_URL) does not answer.', 'Nyalakan Redis atau periksa alamatnya. Tidak ada data yang hilang; pekerjaan menunggu.', 'Start Redis, or check its address. Nothing is lost; work waits.');
  } finally {
    redis.disconnect();
  }
}

async function lookAtDoor(settings: Settings, serving: boolean, note: Notes): Promise<void> {
  const { publicUrl } = settings;
  if (publicUrl === null) return note.warn('PUBLIC_URL', 'PUBLIC_URL belum diisi.', 'PUBLIC_URL is not set.', 'Isi dengan alamat https yang bisa dibuka dari luar: tanpanya tidak ada kabar langsung dari marketplace dan foto lewat tautan.', 'Set it to the https address that is reached from outside: without it there are no pushes from marketplaces, and no photos by link.');
  const { protocol, hostname } = new URL(publicUrl);
  const local = /^(localhost|127\.|\[::1\]|10\.|192\.168\.)/.test(hostname);
  if (protocol !== 'https:' && !local) return note.bad('PUBLIC_URL', `${publicUrl} bukan https.`, `${publicUrl} is not https.`, 'Pasang TLS di depan Serentak dan isi alamat https-nya.', 'Put TLS in front of Serentak, and set its https address.');
  if (local) note.warn('PUBLIC_URL', `${publicUrl} hanya ada di jaringan ini.`, `${publicUrl} exists in this network only.`, 'Marketplace sungguhan tidak akan bisa menghubunginya.', 'Real marketplaces will not reach it.');
  const answer = await ask(`${publicUrl}/health/live`), ours = answer?.status === 200 && /"status":"ok"/.test(await answer.text().catch(() => ''));
  if (ours) note.ok('PUBLIC_URL', `${publicUrl} sampai ke Serentak.`, `${publicUrl} leads to Serentak.`);
  else if (!serving) note.warn('PUBLIC_URL', `${publicUrl} belum bisa dicoba: Serentak tidak menyala.`, `${publicUrl} could not be tried: Serentak does not run.`, 'Nyalakan dulu, lalu periksa lagi.', 'Start it, then look again.');
  else note.bad('PUBLIC_URL', `${publicUrl} tidak sampai ke Serentak${answer ? ` (menjawab ${answer.status})` : ''}.`, `${publicUrl} does not lead to Serentak${answer ? ` (it answers ${answer.status})` : ''}.`, 'Periksa DNS, sertifikat, dan proxy di depannya.', 'Check DNS, the certificate, and the proxy in front.');
}

/** Yours, or the one in the data folder, which is started for the look alone if nobody runs it. */
async function withDatabase(settings: Settings, note: Notes, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const own = settings.databaseUrl === null ? await stat(`${settings.dataDir}/postgres.json`).then(() => startEmbedded({ dataDir: settings.dataDir }), () => null) : null;
  const url = settings.databaseUrl ?? own?.appUrl;
  if (!url) return note.warn('database', `Di ${settings.dataDir} belum ada database.`, `There is no database in ${settings.dataDir} yet.`, `npm start membuatnya (di ${dirname(settings.dataDir)}).`, `npm start makes one (in ${dirname(settings.dataDir)}).`);
  const client = new pg.Client({ connectionString: url, application_name: 'serentak upkeep', connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    note.bad('database', `PostgreSQL tidak bisa dihubungi: ${(error as Error).message}.`, `PostgreSQL cannot be reached: ${(error as Error).message}.`, 'Nyalakan PostgreSQL, atau periksa DATABASE_URL.', 'Start PostgreSQL, or check DATABASE_URL.');
    if (own && !own.found) await own.stop();
    return;
  }
  try {
    await work(client);
  } finally {
    await client.end();
    if (own && !own.found) await own.stop();
  }
}
