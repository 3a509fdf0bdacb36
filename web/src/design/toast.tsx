import { signal } from '@preact/signals';
import { t } from '../words/words.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

interface Toast { readonly id: number; readonly text: string; readonly tone: 'ok' | 'bad' | 'info' }
const toasts = signal<readonly Toast[]>([]);
/** How many dialogs are open: nothing beneath a modal one can be read or pressed, so the dialog shows the toasts then. */
export const covered = signal(0);
const stayMs = 6_000;
let last = 0;

/** Says what was done. What went wrong stays until it is closed. */
export function say(text: string, tone: Toast['tone'] = 'ok'): void {
  const id = (last += 1);
  toasts.value = [...toasts.value.slice(-2), { id, text, tone }];
  if (tone !== 'bad') setTimeout(() => drop(id), stayMs);
}
/** Before the same is tried again. */
export const hush = (): void => { toasts.value = toasts.value.filter((toast) => toast.tone !== 'bad'); };
const drop = (id: number): void => { toasts.value = toasts.value.filter((toast) => toast.id !== id); };

export const Toasts = ({ above = false }: { readonly above?: boolean }) => (covered.value > 0 !== above ? null : (
  <div class="toasts" role="status" aria-live="polite">
    {toasts.value.map((toast) => (
      <div key={toast.id} class="toast"><Icon name={toast.tone === 'ok' ? 'ok' : toast.tone === 'bad' ? 'gagal' : 'info'} /><span>{toast.text}</span><Button kind="bare" icon="tutup" label={t('act.close')} onClick={() => drop(toast.id)} /></div>
    ))}
  </div>
));
