import type { ComponentChildren } from 'preact';
import type { Problem } from '../server/problem.js';
import { t } from '../words/words.js';
import { Button } from './button.js';
import { Icon, type IconName } from './icon.js';

export const Empty = ({ icon, title, children, actions }: { readonly icon: IconName; readonly title: string; readonly children?: ComponentChildren; readonly actions?: ComponentChildren }) => (
  <div class="card empty"><Icon name={icon} /><h2>{title}</h2>{children && <p>{children}</p>}{actions && <div class="row">{actions}</div>}</div>
);

/** Nothing could be read, and there is nothing older to show. */
export const Failed = ({ problem, again }: { readonly problem: Problem; readonly again: () => void }) => (
  <div class="card empty" role="alert"><Icon name="gagal" /><h2>{problem.title}</h2><p>{problem.next} <span class="mono">{problem.code}</span></p><Button icon="ulang" onClick={again}>{t('act.loadAgain')}</Button></div>
);

export const Bone = ({ width }: { readonly width: string }) => <span class="bone" style={{ width, maxWidth: '100%' }} />;

/** Rows in the shape of what is coming. */
export const BoneRows = ({ rows = 6, thumb = true }: { readonly rows?: number; readonly thumb?: boolean }) => (
  <ul class="card list" aria-busy="true">
    {Array.from({ length: rows }, (_, row) => (
      <li key={row}>{thumb && <span class="bone thumb" />}<div class="grow"><Bone width="16rem" /><span class="gap" /><Bone width="8rem" /></div><Bone width="5rem" />{row === 0 && <span class="sr">{t('state.loading')}</span>}</li>
    ))}
  </ul>
);
