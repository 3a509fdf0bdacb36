/** Instants as people say them, in the co-op's own zone. */
import { signal } from '@preact/signals';
import { now } from '../clock.js';
import { locale, t } from './words.js';

export const zone = signal('Asia/Jakarta');
/** Ticks every ten seconds while the page is seen, so that ages grow. */
export const tick = signal(now());
setInterval(() => { if (!document.hidden) tick.value = now(); }, 10_000);

const minute = 60_000;
const hour = 3_600_000;
const day = 86_400_000;
const write = (at: number | string, options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone.value }).format(new Date(at));
const dayOf = (at: number | string): string => write(at, { year: 'numeric', month: '2-digit', day: '2-digit' });

export const clockTime = (at: number | string): string => write(at, { hour: '2-digit', minute: '2-digit' });
export const longDay = (at: number | string): string => write(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
export const shortDay = (at: string): string => write(at, { day: 'numeric', month: 'short', year: 'numeric' });
export const hourOfDay = (at: number): number => Number(write(at, { hour: '2-digit', hourCycle: 'h23' }));
export const fullTime = (at: string): string => write(at, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' });

/** "09.41", "kemarin 19.55", "21 Nov 08.00": the shortest that cannot be misunderstood. */
export function when(at: string): string {
  const today = dayOf(tick.value);
  if (dayOf(at) === today) return clockTime(at);
  if (dayOf(new Date(at).getTime() + day) === today) return t('time.yesterday', { time: clockTime(at) });
  if (dayOf(new Date(at).getTime() - day) === today) return t('time.tomorrow', { time: clockTime(at) });
  const elsewhen = write(at, { year: 'numeric' }) !== write(tick.value, { year: 'numeric' });
  return write(at, { day: 'numeric', month: 'short', ...(elsewhen ? { year: 'numeric' } : {}), hour: '2-digit', minute: '2-digit' });
}

/** "baru saja", "40 detik lalu", "3 jam lalu"; further back the date. */
export function ago(at: string): string {
  const age = tick.value - new Date(at).getTime();
  if (age < 15_000) return t('time.now');
  if (age < minute) return t('time.secondsAgo', { n: Math.floor(age / 10_000) * 10 });
  if (age < hour) return t('time.minutesAgo', { n: Math.round(age / minute) });
  if (age < day) return t('time.hoursAgo', { n: Math.round(age / hour) });
  return when(at);
}

/** "14 m", "2 j 31 m": how long something has waited. */
export function span(from: string): string {
  const minutes = Math.max(0, Math.floor((tick.value - new Date(from).getTime()) / minute));
  return minutes < 60 ? t('time.minutes', { n: minutes }) : t('time.hoursMinutes', { h: Math.floor(minutes / 60), m: minutes % 60 });
}

/** "2 menit", "1 jam": an interval of a schedule. */
export const every = (ms: number): string => (ms < minute ? t('time.everySeconds', { n: Math.round(ms / 1000) }) : ms < hour ? t('time.everyMinutes', { n: Math.round(ms / minute) }) : t('time.everyHours', { n: Math.round(ms / hour) }));
