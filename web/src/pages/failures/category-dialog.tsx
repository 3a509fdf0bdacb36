import { useState } from 'preact/hooks';
import { Dialog } from '../../design/dialog.js';
import { Bone } from '../../design/empty.js';
import { Field } from '../../design/field.js';
import { say } from '../../design/toast.js';
import { call, query } from '../../server/call.js';
import { categorySuggestions, product as productShape, remoteCategories, type CategorySuggestion } from '../../server/shapes.js';
import { anything } from '../../server/wire.js';
import { useDeed } from '../../server/use-deed.js';
import { useLoad } from '../../server/use-load.js';
import { useRested } from '../../shell/finder.js';
import { t } from '../../words/words.js';

const suggestionsShown = 3;
/** Why a place is suggested: the words that met, and that the marketplace itself names it. */
function reason({ because }: CategorySuggestion, shop: string): string {
  const met = because.filter((entry) => entry.kind === 'words').map((entry) => (entry.ours === entry.theirs ? entry.ours : `${entry.ours} ≈ ${entry.theirs}`));
  return [...met, ...(because.some((entry) => entry.kind === 'marketplace') ? [t('category.advised', { shop })] : [])].join(' · ');
}

/** Chooses where a category of ours belongs at a marketplace; all products in it follow. Likely places come first, one tap each; a person confirms, nothing maps itself. */
export function CategoryDialog({ productId, shopId, shop, onClose, onDone }: { readonly productId: string; readonly shopId: string; readonly shop: string; readonly onClose: () => void; readonly onDone: () => void }) {
  const category = useLoad(`/products/${productId}`, productShape).data?.category;
  const suggested = useLoad(category ? `/category-suggestions${query({ shop: shopId, categoryId: category.id })}` : null, categorySuggestions);
  const [typed, type] = useState('');
  const q = useRested(typed.trim());
  const found = useLoad(q.length > 1 ? `/remote-categories${query({ shop: shopId, q })}` : null, remoteCategories).data?.items;
  const deed = useDeed();
  const map = (remoteId: string) => deed.run(remoteId, async () => {
    if (!category) return;
    await call('PUT', '/category-maps', anything, { body: { categoryId: category.id, shopId, remoteId, attributes: {} } });
    say(t('category.done', { category: category.path, shop }));
    onDone();
  });
  return (
    <Dialog title={t('category.title', { shop })} onClose={onClose}>
      <p>{category === undefined ? <Bone width="12rem" /> : category === null ? t('category.none') : t('category.why', { category: category.path })}</p>
      {category && !suggested.data && suggested.busy && <Bone width="16rem" />}
      {suggested.data && suggested.data.items.length > 0 && (
        <section class="stack" aria-label={t('category.suggested')}><h3 class="small dim">{t('category.suggested')}</h3>
          <ul class="results" data-suggestions>{suggested.data.items.slice(0, suggestionsShown).map((entry) => (
            <li key={entry.id}><button type="button" aria-busy={deed.busy === entry.id || undefined} onClick={() => void map(entry.id)}><span class="grow">{entry.path}<span class="small dim why">{reason(entry, shop)}</span></span><span class="small dim num">{t('category.likely', { n: Math.round(entry.score * 100) })}</span></button></li>
          ))}</ul>
        </section>
      )}
      {suggested.data && !suggested.data.treeRead && <p class="dim" role="status">{t('category.unread', { shop })}</p>}
      {category && <Field label={t('category.search', { shop })} type="search" value={typed} onInput={type} />}
      {found?.length === 0 && <p class="dim" role="status">{t('find.nothing', { q })}</p>}
      <ul class="results">{found?.filter((entry) => entry.leaf).map((entry) => <li key={entry.id}><button type="button" aria-busy={deed.busy === entry.id || undefined} onClick={() => void map(entry.id)}><span class="grow">{entry.name}</span><span class="mono dim">{entry.id}</span></button></li>)}</ul>
    </Dialog>
  );
}
