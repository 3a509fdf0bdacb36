import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Bone } from '../../design/empty.js';
import { query } from '../../server/call.js';
import { orderPage, variants, type Order, type Variant } from '../../server/shapes.js';
import { useLoad } from '../../server/use-load.js';
import { may } from '../../session/session.js';
import { when } from '../../words/dates.js';
import { t } from '../../words/words.js';
import { StockDialog } from '../product/stock-dialog.js';

/** Sold what was not there: who else holds it, and the two ways out. What is cancelled at the marketplace comes back by itself. */
export function DecideDialog({ order, lines, onClose, onDone }: { readonly order: Order; readonly lines: Order['lines']; readonly onClose: () => void; readonly onDone: () => void }) {
  const [moving, move] = useState<Variant | null>(null);
  if (moving) return <StockDialog variant={moving} onClose={() => move(null)} onDone={onDone} />;
  return (
    <Dialog title={t('decide.title', { number: order.number })} onClose={onClose} wide actions={<Button onClick={onClose}>{t('act.close')}</Button>}>
      {lines.map((line) => <ShortLine key={line.id} order={order} line={line} onFound={move} />)}
      <h3>{t('decide.cancel')}</h3><p class="dim">{t('decide.cancel.how', { shop: order.shop })}</p>
    </Dialog>
  );
}

function ShortLine({ order, line, onFound }: { readonly order: Order; readonly line: Order['lines'][number]; readonly onFound: (variant: Variant) => void }) {
  const variant = useLoad(`/variants${query({ sku: line.sku })}`, variants).data?.items.find((entry) => entry.id === line.variantId);
  const others = useLoad(`/orders${query({ q: line.sku })}`, orderPage).data?.items.filter((entry) => entry.id !== order.id && entry.lines.some((other) => other.variantId === line.variantId && other.held > 0)) ?? [];
  return (
    <section class="stack">
      <p><strong>{line.product?.title ?? line.title}</strong> <span class="mono dim">{line.sku}</span></p>
      <p>{variant ? t('decide.numbers', { onHand: variant.stock.onHand, reserved: variant.stock.reserved }) : <Bone width="14rem" />}</p>
      {others.length > 0 && <ul class="card list">{others.map((other) => <li key={other.id}><div class="grow"><Link href={`/pesanan${query({ q: other.number })}`}>{t('find.order', { number: other.number, shop: other.shop })}</Link><div class="small dim">{when(other.placedAt)}</div></div><span class="num strong">× {other.lines.filter((entry) => entry.variantId === line.variantId).reduce((sum, entry) => sum + entry.held, 0)}</span></li>)}</ul>}
      {variant && may('stock.write') && <><h3>{t('decide.found')}</h3><div><Button icon="stok" onClick={() => onFound(variant)}>{t('decide.receive')}</Button></div></>}
    </section>
  );
}
