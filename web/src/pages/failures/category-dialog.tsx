import { useState } from 'preact/hooks';
import { Dialog } from '../../design/dialog.js';
import { Bone } from '../../design/empty.js';
import { Field } from '../../design/field.js';
import { say } from '../../design/toast.js';
import { call, query } from '../../server/call.js';
import { product as productShape, remoteCategories } from '../../server/shapes.js';
import { anything } from '../../server/wire.js';
import { useDeed } from '../../server/use-deed.js';
import { useLoad } from '../../server/use-load.js';
import { useRested } from '../../shell/finder.js';
import { t } from '../../words/words.js';

/** Chooses where a category of ours belongs at a marketplace; all products in it follow. */
export function CategoryDialog({ productId, shopId, shop, onClose, onDone }: { readonly productId: string; readonly shopId: string; readonly shop: string; readonly onClose: () => void; readonly onDone: () => void }) {
  const category = useLoad(`/products/${productId}`, productShape).data?.category;
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
      {category && <Field label={t('category.search', { shop })} type="search" value={typed} onInput={type} autofocus />}
      {found?.length === 0 && <p class="dim" role="status">{t('find.nothing', { q })}</p>}
      <ul class="results">{found?.filter((entry) => entry.leaf).map((entry) => <li key={entry.id}><button type="button" aria-busy={deed.busy === entry.id || undefined} onClick={() => void map(entry.id)}><span class="grow">{entry.name}</span><span class="mono dim">{entry.id}</span></button></li>)}</ul>
    </Dialog>
  );
}
