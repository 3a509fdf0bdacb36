/**
 * News from the server. One stream while the page is seen; closed while it is hidden, and everything shown is read again when it comes back.
 * What changed is told as topics; whoever shows a topic reads it anew.
 */
import { signal } from '@preact/signals';
import { dict, list, text } from './wire.js';

type Hearer = (topics: ReadonlySet<string> | 'all') => void;
export const live = signal<'on' | 'off' | 'paused'>('off');
const hearers = new Set<Hearer>();
const news = dict(list(text));
let source: EventSource | null = null;
let wanted = false;
let wasLost = false;
const withoutStreamMs = 20_000;

export function hear(hearer: Hearer): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}
export const tellAll = (): void => hearers.forEach((hearer) => hearer('all'));

export function openNews(): void {
  wanted = true;
  if (source || document.hidden) return;
  const stream = new EventSource('/api/events');
  source = stream;
  stream.onopen = () => {
    live.value = 'on';
    if (wasLost) tellAll();
    wasLost = false;
  };
  stream.onerror = () => {
    live.value = 'off';
    wasLost = true;
    if (stream.readyState === EventSource.CLOSED && source === stream) {
      source = null;
      // Refused: whoever is signed out learns it from the next question.
      tellAll();
      setTimeout(() => { if (wanted) openNews(); }, 3_000);
    }
  };
  stream.addEventListener('change', (event: MessageEvent<string>) => {
    const parsed: unknown = JSON.parse(event.data);
    const topics = new Set(news(parsed, 'event').topics ?? []);
    hearers.forEach((hearer) => hearer(topics));
  });
}

export function closeNews(): void {
  wanted = false;
  shut('off');
}

function shut(state: 'off' | 'paused'): void {
  source?.close();
  source = null;
  live.value = state;
}

document.addEventListener('visibilitychange', () => {
  if (!wanted) return;
  if (document.hidden) shut('paused');
  else {
    openNews();
    tellAll();
  }
});
// A line that lets no stream through (a proxy, a weak network) still has news, only slower.
setInterval(() => { if (wanted && live.value === 'off') tellAll(); }, withoutStreamMs);
addEventListener('online', () => { if (wanted && !document.hidden) { openNews(); tellAll(); } });
