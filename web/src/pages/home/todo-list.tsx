import { Link } from 'wouter-preact';
import { BoneRows, Empty } from '../../design/empty.js';
import { Icon } from '../../design/icon.js';
import { Button } from '../../design/button.js';
import { toneOf } from '../../design/states.js';
import type { Overview } from '../../server/shapes.js';
import { may } from '../../session/session.js';
import { t } from '../../words/words.js';

const shown = 6;

/** What needs a person, worst first; every line ends in the button that mends it. */
export function TodoList({ todo, shops, products, onConnect }: { readonly todo: Overview['todo'] | null; readonly shops: number; readonly products: number; readonly onConnect: () => void }) {
  return (
    <section class="stack" aria-labelledby="perlu">
      <div class="row"><h2 id="perlu">{t('home.todo')}</h2>{todo && todo.length > 0 && <span class="count">{todo.length}</span>}{todo && todo.length > 0 && <Link class="push small link" href="/masalah">{t('home.allFailures')}</Link>}</div>
      {!todo ? <BoneRows rows={3} thumb={false} /> : todo.length === 0 ? (
        shops === 0 ? <Empty icon="sambung" title={t('home.start')} actions={may('shops.manage') && <Button kind="main-action" icon="sambung" onClick={onConnect}>{t('connect.title')}</Button>}>{t('home.start.why')}</Empty>
          : products === 0 ? <Empty icon="produk" title={t('products.empty')}>{t('products.empty.why')}</Empty> : <Empty icon="ok" title={t('home.allWell')}>{t('home.allWell.why')}</Empty>
      ) : (
        <ul class="card todo">
          {todo.slice(0, shown).map((entry, index) => {
            const tone = toneOf(entry.severity);
            const what = entry.products > 0 ? t('count.products', { n: entry.products }) : entry.kind === 'decide' || entry.kind === 'unmatched' ? t('count.orders', { n: entry.count }) : null;
            return (
              <li key={`${entry.cause}${entry.title}`} class={`${tone}${index === 0 && tone === 'bad' ? ' first' : ''}`} data-row tabIndex={-1}>
                <Icon name={tone === 'warn' ? 'awas' : 'gagal'} />
                <div><h3>{entry.title}{what && <> — {what}</>}</h3><p class="dim">{entry.sentence}</p></div>
                <Link class={`btn${index === 0 ? ' main-action' : ''}`} href={entry.href} data-key="open">{entry.button}</Link>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
