import type { Words } from './words.js';

/** One thing the doctor looked at. 'bad': something does not work, or will lose something; 'warn': it works, and somebody should look. `next`: what to do about it. */
export interface Finding { readonly check: string; readonly state: 'ok' | 'warn' | 'bad'; readonly said: string; readonly next?: string }

/** Notes findings in the reader's language: `note.ok('disk', id, en)`, `note.bad('disk', id, en, nextId, nextEn)`. */
export class Notes {
  readonly all: Finding[] = [];

  constructor(private readonly words: Words) {}

  ok(check: string, id: string, en: string): void {
    this.all.push({ check, state: 'ok', said: this.words(id, en) });
  }

  warn(check: string, id: string, en: string, nextId: string, nextEn: string): void {
    this.all.push({ check, state: 'warn', said: this.words(id, en), next: this.words(nextId, nextEn) });
  }

  bad(check: string, id: string, en: string, nextId: string, nextEn: string): void {
    this.all.push({ check, state: 'bad', said: this.words(id, en), next: this.words(nextId, nextEn) });
  }
}

/** Answers to a question on the network, or null within five seconds. */
export const ask = (url: string, method = 'GET'): Promise<Response | null> => fetch(url, { method, redirect: 'manual', signal: AbortSignal.timeout(5_000) }).catch(() => null);

export const minutes = (ms: number): string => (ms < 90_000 ? `${Math.round(ms / 1000)} s` : ms < 5_400_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`);
