import { query } from '../server/call.js';
import { t } from '../words/words.js';
import { Icon } from './icon.js';

/** The list as it is filtered now, as a file: plain links, so that the browser shows how far it is. */
export const Download = ({ list, filter }: { readonly list: 'products' | 'orders' | 'failures'; readonly filter: Readonly<Record<string, string | null | undefined>> }) => (
  <nav class="row" aria-label={t('export.label')}>{(['csv', 'xlsx'] as const).map((format) => (
    <a key={format} class="btn quiet" href={`/api/exports/${list}.${format}${query(filter)}`} download aria-label={t(`export.${format}`)}><Icon name="impor" /><span class="desk">{t(`export.${format}`)}</span><span class="phone">{format.toUpperCase()}</span></a>
  ))}</nav>
);
