import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button } from '../design/button.js';
import { Icon } from '../design/icon.js';
import { heardAt, reachable } from '../server/call.js';
import { tellAll } from '../server/live.js';
import { when } from '../words/dates.js';
import { t } from '../words/words.js';

const online = signal(navigator.onLine);
addEventListener('online', () => { online.value = true; });
addEventListener('offline', () => { online.value = false; });
const tryAgainMs = 10_000;

/** Says that the line is down and how old the data are; tries again by itself. */
export function Offline() {
  const down = !online.value || !reachable.value;
  useEffect(() => {
    if (!down) return;
    const timer = setInterval(tellAll, tryAgainMs);
    return () => clearInterval(timer);
  }, [down]);
  if (!down) return null;
  return (
    <div class="banner wait note" role="status">
      <Icon name="tunggu" /><div class="grow"><strong>{t(online.value ? 'offline.server' : 'offline.line')}</strong> {t('offline.age', { time: when(new Date(heardAt.value).toISOString()) })}</div>
      <Button icon="ulang" onClick={tellAll}>{t('act.loadAgain')}</Button>
    </div>
  );
}
