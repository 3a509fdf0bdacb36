import { Link } from 'wouter-preact';
import { count } from '../words/words.js';
import { Icon } from './icon.js';

/** A product's picture, or an outline where it has none. Lazy; its place is kept. */
export const Photo = ({ src, alt = '', size = 48 }: { readonly src: string | null; readonly alt?: string; readonly size?: number }) => (src ? <img src={src} alt={alt} width={size} height={size} loading="lazy" decoding="async" /> : <span class="nophoto"><Icon name="foto" /></span>);

export const Pick = ({ label, checked, mixed = false, onChange }: { readonly label: string; readonly checked: boolean; readonly mixed?: boolean; readonly onChange: (checked: boolean) => void }) => (
  <label class="tick alone"><input type="checkbox" checked={checked} ref={(box) => { if (box) box.indeterminate = mixed; }} onChange={(event) => onChange(event.currentTarget.checked)} /><span class="sr">{label}</span></label>
);

export interface Tab { readonly href: string; readonly word: string; readonly count?: number | null; readonly current: boolean }
export const Tabs = ({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) => (
  <nav class="tabs" aria-label={label}>{tabs.map((tab) => <Link key={tab.href} href={tab.href} aria-current={tab.current ? 'page' : undefined}>{tab.word}{typeof tab.count === 'number' && <> <span class="num">{count(tab.count)}</span></>}</Link>)}</nav>
);
