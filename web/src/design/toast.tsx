import { signal } from '@preact/signals';
import { t } from '../words/words.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

interface Toast { readonly id: number; readonly text: string; readonly tone: 'ok' | 'bad' | 'info' }
const toasts = signal<readonly Toast[]>([]);
const stayMs = 6_000;
let last = 0;

/** Says what was done. What went wrong stays until it is closed. */
export function say(text: string, tone: Toast['tone'] = 'ok'): void {
  const id = (last += 1);
  toasts.value = [...toasts.value.slice(-2), { id, text, tone }];
  if (tone !== 'bad') setTimeout(() => drop(id), stayMs);
}
const drop = (id: number): void => { toasts.value = toasts.value.filter((toast) => toast.id !== id); };

export const Toasts = () => (
  <div class="toasts" role="status" aria-live="polite">
    {toasts.value.map((toast) => (
      <div key={toast.id} class="toast"><Icon name={toast.tone === 'ok' ? 'ok' : toast.tone === 'bad' ? 'gagal' : 'info'} /><span>{toast.text}</span><Button kind="bare" icon="tutup" label={t('act.close')} onClick={() => drop(toast.id)} /></div>
    ))}
  </div>
);
