import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../words/words.js';
import { Button } from './button.js';
import { covered, Toasts } from './toast.js';

interface Props { readonly title: string; readonly onClose: () => void; readonly children: ComponentChildren; readonly actions?: ComponentChildren; readonly wide?: boolean; readonly onSubmit?: () => void }

/** The browser's own modal dialog: focus stays inside, Escape closes, focus goes back to where it was. Rendered only while open. A slip beside it closes it only where nothing was typed into it. */
export function Dialog({ title, onClose, children, actions, wide = false, onSubmit }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    covered.value += 1;
    return () => {
      covered.value -= 1;
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const inside = (
    <>
      <div class="box-head"><h2 id={name} class="grow">{title}</h2><Button kind="bare" icon="tutup" label={t('act.close')} onClick={onClose} /></div>
      <div class="box-body stack">{children}</div>
      {actions && <div class="box-foot">{actions}</div>}
    </>
  );
  return (
    <dialog ref={box} class={`box${wide ? ' wide' : ''}`} aria-labelledby={name} onClose={onClose} onClick={(event) => { if (!onSubmit && event.target === box.current) onClose(); }}>
      <Toasts above />
      {onSubmit ? <form onSubmit={(event) => { event.preventDefault(); onSubmit(); }}>{inside}</form> : inside}
    </dialog>
  );
}
