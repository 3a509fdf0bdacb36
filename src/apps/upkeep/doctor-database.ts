import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Settings } from '../../../config/settings.js';
import { Clock, keyId, migrations } from '../../kernel/index.js';
import { knownKeys } from '../secrets.js';
import { minutes, type Notes } from './finding.js';
import { keyCounts } from './snapshot.js';
import { sized } from './words.js';

const oldestPostgres = 15;
/** What one process with all roles takes at most, and what is left to others. */
const neededConnections = 80;
const photosLookedAt = 200;
const readBackup = 'npm run restore';

/** Asks as the application's role. False: there is nothing in it to look at further. */
export async function lookAtDatabase(client: pg.Client, settings: Settings, note: Notes): Promise<boolean> {
  const one = async <T>(sql: string, params: unknown[] = []): Promise<T> => (await client.query(sql, params)).rows[0] as T;
  const server = await one<{ version: number; name: string; bytes: string; most: number; used: number; role: string; mighty: boolean; owns: boolean }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('server_version') AS name, pg_database_size(current_database())::text AS bytes, current_setting('max_connections')::int AS most, (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' OR backend_type IS NULL) AS used,
       r.rolname AS role, r.rolsuper OR r.rolbypassrls AS mighty, EXISTS (SELECT 1 FROM pg_class c WHERE c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER') AND c.relnamespace = to_regnamespace('app')) AS owns FROM pg_roles r WHERE r.rolname = current_user`);
  if (server.version < oldestPostgres) note.bad('database', `PostgreSQL ${server.name} terlalu tua.`, `PostgreSQL ${server.name} is too old.`, 'Pakai PostgreSQL 15 ke atas.', 'Use PostgreSQL 15 or later.');
  else note.ok('database', `PostgreSQL ${server.name} menjawab; isinya ${sized(Number(server.bytes))}.`, `PostgreSQL ${server.name} answers; it holds ${sized(Number(server.bytes))}.`);
  if (server.mighty || server.owns) note.bad('database role', `Peran ${server.role} boleh terlalu banyak (${server.mighty ? 'superuser atau BYPASSRLS' : 'pemilik tabel'}): dinding antar koperasi tidak berlaku baginya.`, `The role ${server.role} may do too much (${server.mighty ? 'superuser or BYPASSRLS' : 'it owns tables'}): the wall between co-operatives does not hold for it.`, 'Pakai peran serentak_app di DATABASE_URL.', 'Use the role serentak_app in DATABASE_URL.');
  else note.ok('database role', `Peran ${server.role} hanya boleh yang perlu.`, `The role ${server.role} may do what it needs, and no more.`);
  const said: [string, string] = [`${server.used} dari ${server.most} koneksi terpakai.`, `${server.used} of ${server.most} connections are in use.`];
  if (server.most < neededConnections + 10) note.bad('connections', ...said, `Naikkan max_connections: satu proses perlu sampai ${neededConnections}.`, `Raise max_connections: one process needs up to ${neededConnections}.`);
  else if (server.used > server.most * 0.85) note.warn('connections', ...said, 'Naikkan max_connections, atau kurangi proses.', 'Raise max_connections, or run fewer processes.');
  else note.ok('connections', ...said);

  const before = new Clock().now(), { at } = await one<{ at: Date }>('SELECT clock_timestamp() AS at'), after = new Clock().now(), skew = Math.abs(at.getTime() - (before + after) / 2) - (after - before) / 2;
  const apart: [string, string] = [`Jam mesin ini dan jam database berbeda ${minutes(Math.max(0, skew))}.`, `This machine's clock and the database's differ by ${minutes(Math.max(0, skew))}.`];
  if (skew > 30_000) note.bad('clock', ...apart, 'Nyalakan NTP di keduanya: tanda tangan panggilan dan sewa kerja bergantung pada jam.', 'Run NTP on both: signatures of calls and leases of work hang on the clock.');
  else if (skew > 2_000) note.warn('clock', ...apart, 'Nyalakan NTP di keduanya.', 'Run NTP on both.');
  else note.ok('clock', ...apart);

  if (!(await one<{ is: string | null }>(`SELECT to_regclass('app.migration') AS is`)).is) {
    note.bad('migrations', 'Database masih kosong.', 'The database is empty.', `Nyalakan sekali dengan DATABASE_OWNER_URL, atau pulihkan cadangan (${readBackup}).`, `Start once with DATABASE_OWNER_URL, or restore a backup (${readBackup}).`);
    return false;
  }
  const done = (await client.query<{ name: string }>('SELECT name FROM app.migration')).rows.map((row) => row.name), ours = migrations.map((migration) => migration.name);
  const behind = ours.filter((name) => !done.includes(name)).length, ahead = done.filter((name) => !ours.includes(name)).length;
  if (ahead > 0) note.bad('migrations', `Database dibuat Serentak yang lebih baru (${ahead} langkah).`, `The database was made by a later Serentak (${ahead} steps).`, 'Perbarui program ini.', 'Update this program.');
  else if (behind > 0) note.bad('migrations', `Database tertinggal ${behind} langkah.`, `The database is ${behind} steps behind.`, 'Nyalakan sekali dengan DATABASE_OWNER_URL.', 'Start once with DATABASE_OWNER_URL.');
  else note.ok('migrations', 'Database sudah versi terbaru.', 'The database is up to date.');
  if (behind > 0 || ahead > 0) return false;

  // Over all co-ops, for counts only.
  await client.query(`SELECT set_config('app.scope', coalesce((SELECT string_agg(array_to_string(ids, ','), ',') FROM app.federations()), ''), false)`);
  await lookAtKeys(client, settings, note);
  await lookAtPhotos(client, settings, note);
  if (settings.redisUrl === null) {
    const queue = await one<{ n: number; workers: number }>(`SELECT (SELECT count(*)::int FROM bullmq.job) AS n, (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'serentak queue%') AS workers`);
    note.ok('queue', `Antrean lewat PostgreSQL: ${queue.n} petunjuk, ${queue.workers} koneksi pekerja.`, `The queue goes through PostgreSQL: ${queue.n} hints, ${queue.workers} connections of workers.`);
  }
  return true;
}

async function lookAtKeys(client: pg.Client, settings: Settings, note: Notes): Promise<void> {
  const keys = knownKeys(settings).map(keyId), counts = await keyCounts(client);
  const lost = [...counts].filter(([id]) => !keys.includes(id)), old = [...counts].filter(([id]) => keys.includes(id) && id !== keys[0]);
  const sum = (entries: typeof lost): number => entries.reduce((total, [, n]) => total + n, 0);
  if (lost.length > 0) note.bad('keys', `${sum(lost)} rahasia memakai kunci ${lost.map(([id]) => id).join(', ')}, yang tidak ada di sini.`, `${sum(lost)} secrets are sealed with the key ${lost.map(([id]) => id).join(', ')}, which is not here.`, 'Kembalikan kunci itu di ENCRYPTION_KEY (sesudah kunci yang sekarang), atau sambungkan toko-tokonya ulang.', 'Put that key back in ENCRYPTION_KEY (after the present one), or connect the shops anew.');
  else if (old.length > 0) note.warn('keys', `${sum(old)} rahasia masih memakai kunci lama ${old.map(([id]) => id).join(', ')}.`, `${sum(old)} secrets still hang on the old key ${old.map(([id]) => id).join(', ')}.`, 'Jalankan npm run keys:rotate.', 'Run npm run keys:rotate.');
  else if (keys.length > 1) note.warn('keys', `Tidak ada yang memakai kunci lama ${keys.slice(1).join(', ')} lagi.`, `Nothing hangs on the old key ${keys.slice(1).join(', ')} any more.`, 'Buang kunci itu: npm run keys:rotate -- --finish (atau dari ENCRYPTION_KEY). Simpan untuk cadangan lama.', 'Remove it: npm run keys:rotate -- --finish (or from ENCRYPTION_KEY). Keep it for old backups.');
  else if (keys.length === 0) note.warn('keys', 'Belum ada kunci.', 'There is no key yet.', 'npm start membuatnya; produksi: openssl rand -hex 32.', 'npm start makes one; in production: openssl rand -hex 32.');
  else note.ok('keys', `Kunci ${keys[0]} membuka semua rahasia (${sum([...counts])}).`, `The key ${keys[0]} opens all secrets (${sum([...counts])}).`);
}

async function lookAtPhotos(client: pg.Client, settings: Settings, note: Notes): Promise<void> {
  const { rows } = await client.query<{ sha256: string }>('SELECT sha256 FROM app.photo ORDER BY id DESC LIMIT $1', [photosLookedAt]);
  const missing = (await Promise.all(rows.map(({ sha256 }) => access(join(settings.photoDir, sha256.slice(0, 2), sha256)).then(() => 0, () => 1 as number)))).reduce((sum, n) => sum + n, 0);
  if (missing > 0) note.bad('photos', `${missing} dari ${rows.length} foto terbaru tidak ada di ${settings.photoDir}.`, `${missing} of the newest ${rows.length} photos are not in ${settings.photoDir}.`, 'Periksa PHOTO_DIR: folder jaringan yang belum terpasang, atau pulihkan dari cadangan.', 'Check PHOTO_DIR: a network folder that is not mounted; or restore them from a backup.');
  else note.ok('photos', `${rows.length} foto terbaru ada semua.`, `The newest ${rows.length} photos are all there.`);
}
