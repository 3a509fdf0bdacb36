import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon.js';

interface Props {
  readonly label: string; readonly value: string; readonly onInput: (value: string) => void; readonly hint?: string | null; readonly wrong?: string | null; readonly type?: 'text' | 'password' | 'email' | 'url' | 'search' | 'date'; readonly unit?: string; readonly required?: boolean;
  readonly rows?: number; readonly numeric?: boolean; readonly autocomplete?: string; readonly name?: string; readonly max?: number; readonly autofocus?: boolean; readonly children?: ComponentChildren;
}

/** A labelled field; what is wrong is said beneath it, in words. `children` stand inside, at its end. */
export function Field({ label, value, onInput, hint, wrong, type = 'text', unit, required, rows, numeric, autocomplete, name, max, autofocus, children }: Props) {
  const id = useId();
  const about = [hint && `${id}h`, wrong && `${id}w`].filter(Boolean).join(' ') || undefined;
  const given = { id, name, required, value, class: `input${numeric ? ' num' : ''}`, maxLength: max, autocomplete, autofocus, 'aria-invalid': wrong ? true : undefined, 'aria-describedby': about };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows ? <textarea {...given} rows={rows} onInput={(event) => onInput(event.currentTarget.value)} />
        : <div class="with"><input {...given} type={type} inputMode={numeric ? 'numeric' : undefined} onInput={(event) => onInput(event.currentTarget.value)} />{unit && <span class="unit">{unit}</span>}{children}</div>}
      {hint && <span class="hint" id={`${id}h`}>{hint}</span>}
      {wrong && <span class="wrong" id={`${id}w`}><Icon name="gagal" size="s" />{wrong}</span>}
    </div>
  );
}

/** A whole number as people type it ("1.250", "1250 "); null where it is none: "1,5" is not fifteen. */
export const wholeNumber = (typed: string): number | null => (/^\d{1,10}$|^\d{1,3}([., ]\d{3}){1,3}$/.test(typed.trim()) ? Number(typed.replace(/\D/g, '')) : null);

export const Choose = ({ label, value, options, onChange }: { readonly label: string; readonly value: string; readonly options: readonly (readonly [string, string])[]; readonly onChange: (value: string) => void }) => (
  <select class="select" aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>{options.map(([key, word]) => <option key={key} value={key} selected={key === value}>{word}</option>)}</select>
);

export const Switch = <T extends string>({ label, value, options, onChange }: { readonly label: string; readonly value: T; readonly options: readonly (readonly [T, string])[]; readonly onChange: (value: T) => void }) => (
  <div class="switch" role="group" aria-label={label}>{options.map(([key, word]) => <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>{word}</button>)}</div>
);
