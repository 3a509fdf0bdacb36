import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { Dialog } from '../design/dialog.js';
import { Field } from '../design/field.js';
import { Photo } from '../design/small.js';
import { query } from '../server/call.js';
import { orderPage, productPage } from '../server/shapes.js';
import { useLoad } from '../server/use-load.js';
import { rupiah, t } from '../words/words.js';

const afterTypingMs = 200;

/** What was typed, once the fingers rest. */
export function useRested(value: string): string {
  const [rested, rest] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => rest(value), afterTypingMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** Finds a product or an order from anywhere. */
export function Finder({ onClose }: { readonly onClose: () => void }) {
  const [typed, type] = useState('');
  const q = useRested(typed.trim());
  const products = useLoad(q ? `/products${query({ q, limit: 6 })}` : null, productPage).data?.items ?? [];
  const orders = useLoad(q ? `/orders${query({ q, limit: 4 })}` : null, orderPage).data?.items ?? [];
  return (
    <Dialog title={t('find.title')} onClose={onClose}>
      <Field label={t('find.prompt')} type="search" value={typed} onInput={type} autofocus />
      {q && products.length + orders.length === 0 && <p class="dim" role="status">{t('find.nothing', { q })}</p>}
      <ul class="results">
        {products.map((product) => <li key={product.id}><Link href={`/produk/${product.id}`} onClick={onClose}><Photo src={product.photo} size={32} /><span class="grow clip">{product.title}</span><span class="mono dim">{product.code}</span></Link></li>)}
        {orders.map((order) => <li key={order.id}><Link href={`/pesanan${query({ q: order.number })}`} onClick={onClose}><span class="grow clip">{t('find.order', { number: order.number, shop: order.shop })}</span><span class="num dim">{rupiah(order.total)}</span></Link></li>)}
      </ul>
    </Dialog>
  );
}
