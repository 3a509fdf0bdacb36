import { createHash, randomBytes } from 'node:crypto';
import { noScope, type Caller, type Database, type Permission, type Role, type Tx } from '../kernel/index.js';
import { accessErrors } from './errors.js';

const lifeDays = 14;
export const lifeMs = lifeDays * 86_400_000;
/** How exactly "last seen" is told. */
const seenMs = 5 * 60_000;
export const keyMark = 'srt_';
interface SessionRow {
  session_id: string; user_id: string; name: string; email: string; language: 'id' | 'en'; cooperative_id: string; cooperative: string; timezone: string; ids: string[]; paths: string[]; roles: Role[]; permissions: Permission[] | null; seen_at: Date; expires_at: Date;
}
export interface From { readonly address: string; readonly agent: string }
export interface Account { readonly userId: string; readonly homeId: string }

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
export const newToken = (): string => randomBytes(32).toString('base64url');

/** The part of an address that is kept: enough to know one's own place again. */
export function placeOf(address: string): string {
  const four = /(?:^|:)(\d+\.\d+\.\d+)\.\d+$/.exec(address)?.[1];
  return four ? `${four}.0/24` : `${address.split('::')[0]?.split(':').slice(0, 3).join(':') ?? ''}::/48`;
}

/** Whoever has one address of an IPv6 line has all of its /64: tries are counted for the line. An IPv4 address stands for itself. */
export function lineOf(address: string): string {
  if (!address.includes(':') || /\.\d+$/.test(address)) return address;
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  return [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail].slice(0, 4).join(':');
}

/** What lets somebody in: a browser's session, or a program's key (which has permissions and a node). The database keeps a hash of 256 random bits, so that ending one works at once, everywhere. */
export class Sessions {
  constructor(private readonly database: Database) {}

  /** Returns the token to keep in the cookie. */
  async open(tx: Tx, account: Account, from: From): Promise<string> {
    const token = newToken();
    await tx.rows('DELETE FROM app.session WHERE user_id = $1 AND expires_at <= app.now()', [account.userId]);
    await tx.rows('INSERT INTO app.session (token_hash, user_id, cooperative_id, created_at, seen_at, expires_at, agent, place) VALUES ($1, $2, $3, app.now(), app.now(), app.now() + make_interval(days => $4), $5, $6)', [tokenHash(token), account.userId, account.homeId, lifeDays, from.agent.slice(0, 200), placeOf(from.address)]);
    return token;
  }

  /** Who holds this token; null when it is unknown, over, or its user disabled. A browser's session that is used lives on: `renewed` is told at most once a day, so that the cookie can live on with it. */
  async caller(token: string, renewed: () => void = () => undefined): Promise<Caller | null> {
    const hash = tokenHash(token);
    const [row] = await this.database.ask<SessionRow>('SELECT * FROM app.session_of($1)', [hash]);
    if (!row || (row.permissions !== null) !== token.startsWith(keyMark)) return null;
    const now = this.database.clock.now(), renew = row.permissions === null && row.expires_at.getTime() - now < lifeMs - 86_400_000;
    if (renew || now - row.seen_at.getTime() > seenMs) {
      await this.database.inScope({ ids: [row.cooperative_id] }, (tx) => tx.rows('UPDATE app.session SET seen_at = app.now(), expires_at = CASE WHEN $2 THEN app.now() + make_interval(days => $3) ELSE expires_at END WHERE token_hash = $1', [hash, renew, lifeDays]));
      if (renew) renewed();
    }
    const { ids, paths, roles } = row, home = ids.indexOf(row.cooperative_id);
    return {
      userId: row.user_id, name: row.name, email: row.email, role: roles[home] ?? roles[0] ?? 'viewer', language: row.language, homeId: row.cooperative_id, cooperative: row.cooperative, timezone: row.timezone, standing: { ids, paths, roles }, only: row.permissions,
      cooperativeId: row.cooperative_id, scope: noScope, sessionId: row.session_id, sessionEndsAt: row.expires_at.getTime(), sessionHash: hash,
    };
  }
}

/** All that lets this person in: browsers (`kind` 'browser'), programs ('program'), the last used first. */
export async function listSessions(tx: Tx, userId: string, kind: 'browser' | 'program' | null, current: string | null) {
  const rows = await tx.rows<{ id: string; agent: string | null; place: string | null; created_at: Date; seen_at: Date; expires_at: Date; name: string | null; permissions: string[] | null; node_id: string | null; hint: string | null }>(
    `SELECT id, agent, place, created_at, seen_at, expires_at, name, permissions, node_id, hint FROM app.session WHERE user_id = $1 AND expires_at > app.now() AND ($2::text IS NULL OR (permissions IS NULL) = ($2 = 'browser')) ORDER BY seen_at DESC, id DESC`, [userId, kind]);
  return rows.map((row) => (row.permissions === null
    ? { id: row.id, kind: 'browser' as const, current: row.id === current, agent: row.agent, place: row.place, createdAt: row.created_at, seenAt: row.seen_at, expiresAt: row.expires_at }
    : { id: row.id, kind: 'program' as const, name: row.name, hint: row.hint, permissions: row.permissions, cooperativeId: row.node_id, createdAt: row.created_at, seenAt: row.seen_at.getTime() > 0 ? row.seen_at : null, expiresAt: row.expires_at }));
}

export async function endSession(tx: Tx, userId: string, id: string): Promise<void> {
  const gone = /^\d{1,19}$/.test(id) && (await tx.row('DELETE FROM app.session WHERE user_id = $1 AND id = $2 RETURNING 1', [userId, id]));
  if (!gone) throw accessErrors.noSession();
}

/** Signs somebody out: of every browser but `keep`, and where `programs` is set of their keys too. */
export async function endSessions(tx: Tx, userId: string, also: { readonly programs?: boolean; readonly keep?: string } = {}): Promise<void> {
  await tx.rows('DELETE FROM app.session WHERE user_id = $1 AND (permissions IS NULL OR $2) AND id IS DISTINCT FROM $3::bigint', [userId, also.programs ?? false, also.keep ?? null]);
}
