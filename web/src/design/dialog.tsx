import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../words/words.js';
import { Button } from './button.js';

interface Props { readonly title: string; readonly onClose: () => void; readonly children: ComponentChildren; readonly actions?: ComponentChildren; readonly wide?: boolean; readonly onSubmit?: () => void }

/** The browser's own modal dialog: focus stays inside, Escape closes, focus goes back to where it was. Rendered only while open. */
export function Dialog({ title, onClose, children, actions, wide = false, onSubmit }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => { if (before instanceof HTMLElement) before.focus(); };
  }, []);
  const inside = (
    <>
      <div class="box-head"><h2 id={name} class="grow">{title}</h2><Button kind="bare" icon="tutup" label={t('act.close')} onClick={onClose} /></div>
      <div class="box-body stack">{children}</div>
      {actions && <div class="box-foot">{actions}</div>}
    </>
  );
  return (
    <dialog ref={box} class={`box${wide ? ' wide' : ''}`} aria-labelledby={name} onClose={onClose} onClick={(event) => { if (event.target === box.current) onClose(); }}>
      {onSubmit ? <form onSubmit={(event) => { event.preventDefault(); onSubmit(); }}>{inside}</form> : inside}
    </dialog>
  );
}
