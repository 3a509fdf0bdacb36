import { State } from '../../design/states.js';
import type { Readiness } from '../../server/shapes.js';
import { t, tIf } from '../../words/words.js';

/** Said within a sentence. */
const within = (title: string): string => title.slice(0, 1).toLowerCase() + title.slice(1);

/** Whether the product could be published here as it is: known before anybody tries. */
export function Ready({ of: { readiness, issues } }: { readonly of: Readiness }) {
  const titles = [...new Set(issues.map((issue) => issue.title))], [first] = titles;
  if (first === undefined) return <div class="small why"><State tone="ok" icon="ok">{t('ready.ready')}</State></div>;
  const why = [within(first), ...(titles.length > 1 ? [t('ready.more', { n: titles.length - 1 })] : [])].join(', ');
  return <div class="small why">{readiness === 'blocked' ? <State tone="bad" icon="gagal">{t('ready.blocked', { why })}</State> : <State tone="warn" icon="awas">{t('ready.warnings', { why })}</State>}</div>;
}

/** What this shop shows otherwise than the catalogue. */
export const OwnHere = ({ fields }: { readonly fields: readonly string[] }) =>
  (fields.length === 0 ? null : <div class="dim small why">{t('own.here', { fields: fields.map((field) => tIf(`own.${field}`, field)).join(', ') })}</div>);
