import { useState } from 'preact/hooks';
import { Dialog } from '../../design/dialog.js';
import { Bone } from '../../design/empty.js';
import { Field } from '../../design/field.js';
import { Photo } from '../../design/small.js';
import { say } from '../../design/toast.js';
import { call, query } from '../../server/call.js';
import { order as orderShape, productPage, variants, type Order } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { useLoad } from '../../server/use-load.js';
import { useRested } from '../../shell/finder.js';
import { count, rupiah, t } from '../../words/words.js';

/** Points an unknown line at its variant, once; the marketplace's other orders of that SKU follow. */
export function MatchDialog({ order, line, onClose, onDone }: { readonly order: Order; readonly line: Order['lines'][number]; readonly onClose: () => void; readonly onDone: () => void }) {
  const [typed, type] = useState('');
  const [productId, setProduct] = useState<string | null>(null);
  const q = useRested(typed.trim());
  const found = useLoad(q ? `/products${query({ q, limit: 8 })}` : null, productPage).data;
  const choices = useLoad(productId ? `/variants?product=${productId}` : null, variants).data;
  const deed = useDeed();
  const match = (variantId: string) => deed.run(variantId, async () => {
    await call('PATCH', `/orders/${order.id}/lines/${line.id}`, orderShape, { body: { variantId } });
    say(t('match.done', { sku: line.sku || line.title }));
    onDone();
  });
  return (
    <Dialog title={t('match.title', { what: line.sku || line.title })} onClose={onClose}>
      <p class="dim">{t('match.why', { title: line.title, shop: order.shop })}</p>
      <Field label={t('match.search')} type="search" value={typed} onInput={(next) => { type(next); setProduct(null); }} autofocus />
      {found?.items.length === 0 && <p class="dim" role="status">{t('find.nothing', { q })}</p>}
      <ul class="results">{productId === null
        ? found?.items.map((product) => <li key={product.id}><button type="button" onClick={() => setProduct(product.id)}><Photo src={product.photo} size={32} /><span class="grow clip">{product.title}</span><span class="mono dim">{product.code}</span></button></li>)
        : choices?.items.map((variant) => <li key={variant.id}><button type="button" aria-busy={deed.busy === variant.id || undefined} onClick={() => void match(variant.id)}><span class="grow clip">{variant.choice.join(' · ') || variant.sku} <span class="mono dim">{variant.sku}</span></span><span class="num dim">{rupiah(variant.price)} · {t('match.stock', { n: count(variant.stock.available) })}</span></button></li>) ?? <li><Bone width="12rem" /></li>}</ul>
    </Dialog>
  );
}
