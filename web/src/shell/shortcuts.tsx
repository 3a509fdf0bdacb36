/** The keyboard for everything: `/` search, `j` `k` move over rows, `x` select, `r` try again, `t` publish, Enter open, `g` and a letter go, `?` help. Rows carry `data-row`, what keys press carries `data-key`. */
import { Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Dialog } from '../design/dialog.js';
import { t, type Key } from '../words/words.js';
import { finding, helpOpen } from './overlays.js';

const keys: readonly (readonly [string, Key])[] = [['/', 'keys.search'], ['j', 'keys.down'], ['k', 'keys.up'], ['Enter', 'keys.open'], ['x', 'keys.select'], ['r', 'keys.retry'], ['t', 'keys.publish'], ['g b', 'keys.home'], ['g p', 'keys.products'], ['g o', 'keys.orders'], ['g m', 'keys.failures'], ['?', 'keys.help']];
const places: Readonly<Record<string, string>> = { b: '/', p: '/produk', o: '/pesanan', m: '/masalah' };

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => row.offsetParent !== null);
const currentRow = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>('[data-row]') ?? null;

function move(step: 1 | -1): void {
  const all = rows();
  const here = currentRow();
  const next = all[here ? all.indexOf(here) + step : step === 1 ? 0 : all.length - 1];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
const press = (selector: string): boolean => {
  const found = currentRow()?.querySelector<HTMLElement>(selector);
  found?.click();
  return found !== null && found !== undefined;
};

export function Shortcuts() {
  const [, go] = useLocation();
  useEffect(() => {
    let going = false;
    const act: Readonly<Record<string, () => void>> = {
      '/': () => {
        const field = document.querySelector<HTMLInputElement>('main input[type=search]');
        if (field) { field.focus(); field.select(); } else finding.value = true;
      },
      'j': () => move(1), 'k': () => move(-1), 'x': () => press('input[type=checkbox]'), 'r': () => { if (!press('[data-key=retry]')) document.querySelector<HTMLElement>('main [data-key=retry-all]')?.click(); },
      't': () => document.querySelector<HTMLElement>('main [data-key=publish]')?.click(),
      '?': () => { helpOpen.value = true; }, 'g': () => { going = true; },
    };
    const hear = (event: KeyboardEvent): void => {
      const target = event.target;
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      if (target instanceof HTMLElement && (target.matches('input:not([type=checkbox]), textarea, select') || target.isContentEditable)) {
        // The browser would empty a search field; the words typed are kept.
        if (event.key === 'Escape') { event.preventDefault(); target.blur(); }
        return;
      }
      const place = going ? places[event.key] : undefined;
      going = false;
      if (event.key === 'Enter' && target instanceof HTMLElement && target.matches('[data-row]')) press('[data-key=open], a[href], summary');
      else if (place) go(place);
      else if (act[event.key]) act[event.key]?.();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, [go]);
  if (!helpOpen.value) return null;
  return (
    <Dialog title={t('keys.title')} onClose={() => { helpOpen.value = false; }}>
      <dl class="keys">{keys.map(([key, word]) => <Fragment key={key}><dt>{key.split(' ').map((part) => <kbd key={part}>{part}</kbd>)}</dt><dd>{t(word)}</dd></Fragment>)}</dl>
    </Dialog>
  );
}
