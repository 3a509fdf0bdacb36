import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.js';

interface Props {
  readonly children?: ComponentChildren; readonly kind?: 'main-action' | 'quiet' | 'risky' | 'bare'; readonly icon?: IconName; readonly busy?: boolean; readonly disabled?: boolean; readonly class?: string;
  /** Needed where there are no words. */
  readonly label?: string;
  readonly submit?: boolean; readonly onClick?: (event: MouseEvent) => void; readonly data?: string; readonly pressed?: boolean; readonly expanded?: boolean;
}

/** A busy button keeps its place and its words; a second press does nothing. */
export const Button = ({ children, kind, icon, busy = false, disabled = false, label, submit = false, onClick, data, pressed, expanded, class: more }: Props) => (
  <button class={`btn${kind ? ` ${kind}` : ''}${more ? ` ${more}` : ''}`} type={submit ? 'submit' : 'button'} disabled={disabled} aria-busy={busy || undefined} aria-label={label} aria-pressed={pressed} aria-expanded={expanded} data-key={data}
    onClick={(event) => { if (!busy) onClick?.(event); else event.preventDefault(); }}>
    {busy ? <Icon name="jalan" turn /> : icon && <Icon name={icon} />}{children}
  </button>
);
