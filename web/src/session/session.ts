/** Who is signed in. `undefined`: not known yet; `null`: nobody. */
import { effect, signal } from '@preact/signals';
import { call, signedOut } from '../server/call.js';
import { closeNews, openNews } from '../server/live.js';
import { Problem } from '../server/problem.js';
import { session as sessionShape, type Session } from '../server/shapes.js';
import { forgetAll } from '../server/use-load.js';
import { nothing } from '../server/wire.js';
import { zone } from '../words/dates.js';
import { language, type Language } from '../words/words.js';
import { talk } from './taste.js';

export const session = signal<Session | null | undefined>(undefined);
/** The server did not answer when we asked who is signed in. */
export const lost = signal<Problem | null>(null);

/** Asking who is signed in would be answered 401 for every first visit; whoever never signed in on this device is not asked. */
const mark = 'serentak.signed-in';
function remember(userId: string | null): void {
  try {
    if (userId !== null) localStorage.setItem(mark, userId);
    else localStorage.removeItem(mark);
  } catch {
    // Without storage the server is asked each time.
  }
}
function maybeSignedIn(): boolean {
  try {
    return localStorage.getItem(mark) !== null;
  } catch {
    return true;
  }
}

export const may = (permission: string): boolean => session.value?.permissions.includes(permission) ?? false;

export async function enter(found: Session): Promise<void> {
  // Somebody else signed in beside this page: nothing of the one before may stay on it.
  if (session.peek() && session.peek()?.user.id !== found.user.id) return location.reload();
  zone.value = found.cooperative.timezone;
  const wanted: Language = found.user.language === 'en' ? 'en' : 'id';
  if (wanted !== language.value) await talk(wanted);
  remember(found.user.id);
  session.value = found;
  openNews();
}

function leave(): void {
  closeNews();
  forgetAll();
  remember(null);
  session.value = null;
}

export async function findSession(): Promise<void> {
  lost.value = null;
  if (!maybeSignedIn()) return leave();
  try {
    await enter(await call('GET', '/sessions/current', sessionShape));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) leave();
    else lost.value = error;
  }
}

export interface SignIn { readonly email: string; readonly password: string; readonly code?: string; readonly newPassword?: string; readonly enrolment?: string }
/** Recovery codes are shown once: then, and only then, the page says itself when it goes in (`enter`). */
export async function signIn(body: SignIn): Promise<Session> {
  const found = await call('POST', '/sessions', sessionShape, { body });
  if (!found.recoveryCodes) await enter(found);
  return found;
}

export async function signOut(): Promise<void> {
  await call('DELETE', '/sessions/current', nothing);
  leave();
}

/** The choice is kept on the server, so that its own sentences come in that language too. */
export async function changeLanguage(next: Language): Promise<void> {
  await talk(next);
  if (session.value) await call('PATCH', '/sessions/current', nothing, { body: { language: next } });
  forgetAll();
}

effect(() => { if (signedOut.value > 0 && session.peek()) leave(); });
addEventListener('storage', (event) => { if (event.key === mark) void findSession(); });
