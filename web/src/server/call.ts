/** Every request of the dashboard goes through here: same origin, the reader's language, the header that keeps other sites out, answers decoded. */
import { signal } from '@preact/signals';
import { now } from '../clock.js';
import { language, t } from '../words/words.js';
import { Problem } from './problem.js';
import { maybe, shape, text, WireError, type Decode } from './wire.js';

/** Milliseconds of the last answer, of any kind; and whether the server answered the last time we asked. */
export const heardAt = signal(now());
export const reachable = signal(true);
/** Raised whenever the server says the session is over. */
export const signedOut = signal(0);

const patienceMs = 20_000;
const problem = shape({ code: maybe(text), title: maybe(text), next: maybe(text), detail: maybe(text) });
interface More { readonly body?: unknown; readonly bytes?: Blob; readonly ifMatch?: number }

export async function call<T>(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, decode: Decode<T>, more: More = {}): Promise<T> {
  const headers: Record<string, string> = { 'Accept': 'application/json', 'Accept-Language': language.value };
  if (method !== 'GET') headers['X-Requested-With'] = 'serentak';
  if (more.body !== undefined) headers['Content-Type'] = 'application/json';
  if (more.bytes) headers['Content-Type'] = more.bytes.type || 'application/octet-stream';
  if (more.ifMatch !== undefined) headers['If-Match'] = `"${more.ifMatch}"`;
  const response = await fetch(`/api${path}`, { method, headers, body: more.bytes ?? (more.body === undefined ? undefined : JSON.stringify(more.body)), signal: AbortSignal.timeout(patienceMs) }).catch(() => null);
  reachable.value = response !== null;
  if (!response) throw new Problem(0, 'SRT-NET-001', t('problem.unreachable'), t(method === 'GET' || path === '/sessions' ? 'problem.unreachable.next' : 'problem.unsure.next'));
  heardAt.value = now();
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) {
    if (response.status === 401 && path !== '/sessions') signedOut.value += 1;
    throw refused(response.status, answer);
  }
  try {
    return decode(answer, path);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new Problem(response.status, 'SRT-NET-002', t('problem.strange'), t('problem.strange.next'), error.message);
  }
}

function refused(status: number, answer: unknown): Problem {
  const body = answer === null ? null : problem(answer, 'problem');
  return new Problem(status, body?.code ?? `HTTP ${status}`, body?.title ?? t('problem.unknown'), body?.next ?? t('problem.unreachable.next'), body?.detail ?? '', answer);
}

export const get = <T>(path: string, decode: Decode<T>): Promise<T> => call('GET', path, decode);

/** `a=1&b=2` of what is given; empty values are left out. */
export function query(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== null && value !== undefined && value !== '') search.set(key, String(value));
  const written = search.toString();
  return written ? `?${written}` : '';
}
