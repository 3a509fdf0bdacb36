import type pg from 'pg';
import { causes, isCause, type Adapter } from '../../../adapters/contract/index.js';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../kernel/index.js';
import { Marketplaces } from '../../marketplaces/index.js';
import { openCredentials } from '../../shops/index.js';
import { addressesOf, type Environment } from '../../sync/index.js';
import { openSealer } from '../secrets.js';
import { ask, minutes, type Notes } from './finding.js';

interface Row {
  id: string; name: string; marketplace: string; paused: boolean; gate_until: Date | null; gate_cause: string | null; dead: boolean; ends_at: Date | null; last_ok: Date | null; every: number; created: Date; pushed: Date | null; silent: boolean; subscribed: boolean;
  connection_id: string | null; environment: Environment; base_url: string | null; sealed: string; oldest: number | null;
}

/** Each shop: may it be called, are its orders read in time, does its marketplace push, does its clock agree with ours. One call without keys per address, to read its Date. */
export async function lookAtShops(client: pg.Client, settings: Settings, serving: boolean, note: Notes): Promise<void> {
  const { rows } = await client.query<Row>(
    `SELECT s.id, s.name, s.marketplace, s.paused_at IS NOT NULL AS paused, CASE WHEN s.gate_until > app.now() THEN s.gate_until END AS gate_until, s.gate_cause, c.dead_at IS NOT NULL AS dead, c.ends_at, k.last_ok_at AS last_ok, coalesce(k.interval_ms, 120000) AS every, s.created_at AS created,
       r.last_at AS pushed, r.silent_since IS NOT NULL AS silent, c.subscribed_as IS NOT NULL AS subscribed, c.id AS connection_id, c.environment, c.base_url, c.sealed,
       (SELECT max(extract(epoch FROM app.now() - greatest(d.due_at, d.wanted_at)))::float8 FROM app.offer_side d WHERE d.shop_id = s.id AND d.side = 'stock' AND d.due_at <= app.now()) AS oldest
     FROM app.shop s LEFT JOIN app.connection c ON c.id = s.connection_id LEFT JOIN app.checkpoint k ON k.shop_id = s.id AND k.stream = 'pull-orders' LEFT JOIN app.push_rhythm r ON r.shop_id = s.id ORDER BY s.id`);
  if (rows.length === 0) return note.warn('shops', 'Belum ada toko yang tersambung.', 'No shop is connected yet.', 'Sambungkan di halaman Toko.', 'Connect one on the page Toko.');
  const marketplaces = await Marketplaces.discover(settings.adapterDirs), now = new Clock().now();
  const skews = await clocks(rows, marketplaces, settings);
  for (const row of rows) {
    const check = `shop ${row.id}`, adapter = marketplaces.find(row.marketplace), called = `${row.name} (${adapter?.title ?? row.marketplace})`;
    const page: [string, string] = ['Buka halaman toko itu dan ikuti petunjuknya.', 'Open that shop\'s page and do what it says.'];
    const late = now - (row.last_ok ?? row.created).getTime(), skew = skews.get(row.id) ?? 0, before = note.all.length;
    if (!adapter) note.bad(check, `${called}: tidak ada adapter "${row.marketplace}".`, `${called}: there is no adapter "${row.marketplace}".`, 'Periksa ADAPTER_DIRS.', 'Check ADAPTER_DIRS.');
    if (row.dead) note.bad(check, `${called}: izinnya sudah mati.`, `${called}: its grant is dead.`, ...signIn);
    else if (row.ends_at && row.ends_at.getTime() < now + 14 * 86_400_000) note.warn(check, `${called}: izinnya habis ${row.ends_at.toISOString().slice(0, 10)}.`, `${called}: its consent ends on ${row.ends_at.toISOString().slice(0, 10)}.`, ...signIn);
    if (row.paused) note.warn(check, `${called}: dijeda.`, `${called}: paused.`, 'Lanjutkan di halaman toko kalau memang sudah boleh.', 'Resume it on the shop\'s page when it may go on.');
    else if (row.gate_until) {
      const cause = row.gate_cause !== null && isCause(row.gate_cause) ? causes[row.gate_cause] : causes['marketplace-slow'];
      note.warn(check, `${called}: ditutup sementara (${cause.id.title}).`, `${called}: closed for now (${cause.en.title}).`, ...page);
    } else if (serving && !row.dead && late > Math.max(900_000, 4 * row.every)) note.bad(check, `${called}: pesanan terakhir dibaca ${minutes(late)} lalu.`, `${called}: orders were last read ${minutes(late)} ago.`, 'Apakah ada proses dengan peran worker dan scheduler? Lihat log dan Riwayat toko itu.', 'Does a process with the roles worker and scheduler run? See the log, and the shop\'s history.');
    else if (serving && (row.oldest ?? 0) > 900) note.warn(check, `${called}: ada stok yang belum terkirim selama ${minutes((row.oldest ?? 0) * 1000)}.`, `${called}: a stock level has not been sent for ${minutes((row.oldest ?? 0) * 1000)}.`, ...page);
    if (Math.abs(skew) > 60_000) note.warn(check, `${called}: jam ${row.marketplace} dan jam mesin ini berbeda ${minutes(Math.abs(skew))}.`, `${called}: the clock of ${row.marketplace} and this machine's differ by ${minutes(Math.abs(skew))}.`, 'Nyalakan NTP di mesin ini.', 'Run NTP on this machine.');
    if (adapter?.webhooks && settings.publicUrl !== null && !row.paused && row.connection_id !== null) {
      if (row.silent) note.warn(check, `${called}: kabar langsung berhenti sejak ${row.pushed?.toISOString() ?? '?'}.`, `${called}: no push since ${row.pushed?.toISOString() ?? '?'}.`, ...page);
      else if (!row.pushed && !row.subscribed) note.warn(check, `${called}: alamat kabar langsung belum terpasang di sana.`, `${called}: our address for pushes is not registered there.`, 'Salin alamatnya dari halaman toko ke konsol marketplace itu.', 'Copy the address from the shop\'s page into the marketplace\'s console.');
    }
    if (note.all.length === before) note.ok(check, `${called}: baik; pesanan dibaca ${minutes(late)} lalu.`, `${called}: well; orders were read ${minutes(late)} ago.`);
  }
}

const signIn = ['Masuk lagi di halaman toko itu (administrator atau manajer).', 'Sign in again on the shop\'s page (an administrator or manager).'] as const;

/** By shop: its marketplace's clock less ours, ms, as the Date of an answer says (whole seconds). Where nothing answers, nothing is known. */
async function clocks(rows: readonly Row[], marketplaces: Marketplaces, settings: Settings): Promise<Map<string, number>> {
  const sealer = openSealer(settings), found = new Map<string, number>(), asked = new Map<string, Promise<number | null>>();
  const look = async (address: string): Promise<number | null> => {
    const answer = await ask(address, 'HEAD'), at = Date.parse(answer?.headers.get('date') ?? '');
    return Number.isNaN(at) ? null : at - new Clock().now();
  };
  await Promise.all(rows.map(async (row) => {
    const address = await addressOf(row, marketplaces.find(row.marketplace), sealer, settings).catch(() => null);
    if (!address) return;
    if (!asked.has(address)) asked.set(address, look(address));
    const skew = await asked.get(address);
    if (typeof skew === 'number') found.set(row.id, skew);
  }));
  return found;
}

async function addressOf(row: Row, adapter: Adapter | undefined | null, sealer: ReturnType<typeof openSealer>, settings: Settings): Promise<string | null> {
  if (!adapter || row.connection_id === null) return null;
  const credentials = openCredentials(sealer, row.connection_id, row.sealed, adapter.credentials);
  const to = await addressesOf(adapter, credentials, { environment: row.environment, baseUrl: row.base_url }, settings.practiceUrls[row.marketplace] ?? null);
  const [host] = Object.keys(adapter.addresses?.(credentials) ?? adapter.hosts.live);
  return host === undefined ? null : to(host);
}
