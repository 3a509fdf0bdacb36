/**
 * Reads one address and keeps it true: again when its topics change, again when the page is seen again.
 * What was read last stays on screen while newer data are on their way, and when the line is down.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { language } from '../words/words.js';
import { get } from './call.js';
import { hear } from './live.js';
import { Problem } from './problem.js';
import type { Decode } from './wire.js';

export interface Load<T> { readonly data: T | null; readonly problem: Problem | null; readonly busy: boolean; reload(): void; put(data: T): void }
const kept = new Map<string, unknown>();
const keepAtMost = 60;
const gatherMs = 150;

export function forgetAll(): void {
  kept.clear();
}

/** `path` null reads nothing. `everyMs` reads again by itself as well. */
export function useLoad<T>(path: string | null, decode: Decode<T>, topics: readonly string[] = [], everyMs = 0): Load<T> {
  const key = path === null ? null : `${language.value} ${path}`;
  const [, redraw] = useState(0);
  const current = useRef<{ key: string | null; data: T | null; problem: Problem | null; busy: boolean; again: boolean }>({ key: null, data: null, problem: null, busy: false, again: false });
  if (current.current.key !== key) current.current = { key, data: key === null ? null : ((kept.get(key) as T | undefined) ?? null), problem: null, busy: key !== null, again: false };

  const read = useCallback(async (): Promise<void> => {
    const mine = current.current;
    if (path === null || mine.key === null) return;
    mine.busy = true;
    mine.again = false;
    try {
      mine.data = await get(path, decode);
      mine.problem = null;
      kept.delete(mine.key);
      kept.set(mine.key, mine.data);
      const oldest = kept.keys().next();
      if (kept.size > keepAtMost && !oldest.done) kept.delete(oldest.value);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      mine.problem = error;
    }
    mine.busy = false;
    if (current.current !== mine) return;
    redraw((n) => n + 1);
    if (mine.again) void read();
  }, [key]);

  useEffect(() => {
    if (key === null) return;
    void read();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => { if (current.current.busy) current.current.again = true; else void read(); }, gatherMs);
    };
    const deaf = hear((told) => { if (told === 'all' || topics.some((topic) => told.has(topic))) soon(); });
    const ticking = everyMs > 0 ? setInterval(() => { if (!document.hidden) soon(); }, everyMs) : undefined;
    return () => {
      deaf();
      clearTimeout(timer);
      clearInterval(ticking);
    };
  }, [key, topics.join(), everyMs]);

  return {
    data: current.current.data, problem: current.current.problem, busy: current.current.busy,
    reload: () => void read(),
    put: (data) => {
      current.current.data = data;
      if (current.current.key !== null) kept.set(current.current.key, data);
      redraw((n) => n + 1);
    },
  };
}
