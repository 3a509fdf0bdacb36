import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { Icon, type IconName } from '../../design/icon.js';
import { Photo } from '../../design/small.js';
import { ShopMark, State, type Tone } from '../../design/states.js';
import type { Order } from '../../server/shapes.js';
import { may } from '../../session/session.js';
import { when } from '../../words/dates.js';
import { rupiah, t, tIf } from '../../words/words.js';
import { DecideDialog } from './decide-dialog.js';
import { MatchDialog } from './match-dialog.js';

type Line = Order['lines'][number];
const looks: Readonly<Record<string, readonly [Tone, IconName]>> = { 'unpaid': ['wait', 'tunggu'], 'held': ['wait', 'jeda'], 'to-ship': ['warn', 'tunggu'], 'shipped': ['busy', 'terbit'], 'completed': ['ok', 'ok'], 'cancelled': ['wait', 'lewati'], 'unknown': ['warn', 'awas'] };

const lineWords = (line: Line): string => [
  line.cancelled > 0 ? t('line.cancelled', { n: line.cancelled }) : null, line.held > 0 ? t('line.held', { n: line.held }) : null, line.short > 0 ? t('line.short', { n: line.short }) : null,
].filter(Boolean).join(' · ');

/** An order as a person handles it: what must be decided first, then what to pack and what stock it holds. */
export function OrderCard({ order, short, reload }: { readonly order: Order; readonly short: string; readonly reload: () => void }) {
  const [open, setOpen] = useState<Line | 'decide' | null>(null);
  const [tone, icon] = looks[order.status] ?? ['wait', 'tunggu'];
  const missing = order.lines.filter((line) => line.short > 0);
  const unknown = order.status === 'cancelled' || order.fulfilledBy === 'marketplace' ? [] : order.lines.filter((line) => line.variantId === null);
  const done = (): void => { setOpen(null); reload(); };
  return (
    <article class="card order" aria-label={order.number} data-row tabIndex={-1}>
      <header>
        <h2 class="grow"><ShopMark short={short} name={order.platform ? `${order.shop} · ${order.platform.name}` : order.shop} /></h2>
        {missing.length > 0 ? <State tone="bad" icon="gagal" tint>{t('order.short')}</State> : order.status === 'to-ship' && order.shipBy ? <State tone={tone} icon={icon} tint>{t('order.shipBy', { time: when(order.shipBy) })}</State> : <State tone={tone} icon={icon} tint>{tIf(`order.${order.status}`, order.status)}</State>}
        <p class="small dim"><span class="mono">{order.number}</span><br />{order.buyer && <>{order.buyer.name} · </>}{when(order.placedAt)}{missing.length > 0 && <><br />{tIf(`order.${order.status}`, order.status)}</>}{order.status === 'unknown' && <><br />{t('order.raw', { raw: order.rawStatus })}</>}</p>
      </header>
      {(missing.length > 0 || unknown.length > 0 || order.fulfilledBy === 'marketplace') && <div class="notes stack">
        {missing.length > 0 && <div class="banner bad"><Icon name="gagal" /><div class="grow"><strong>{t('order.short.title')}</strong> {t('order.short.why')}</div></div>}
        {unknown.length > 0 && <div class="banner warn"><Icon name="awas" /><div class="grow"><strong>{t('order.unmatched', { n: unknown.length })}</strong> {t('order.unmatched.why')}</div></div>}
        {order.fulfilledBy === 'marketplace' && <div class="banner wait"><Icon name="jeda" /><div class="grow">{t('order.byMarketplace', { shop: short })}</div></div>}
      </div>}
      <ul>{order.lines.map((line) => (
        <li key={line.id} class="line">
          {line.product ? <Photo src={line.product.photo} /> : <span class="nophoto"><Icon name="bantuan" /></span>}
          <div class="grow"><div class="two">{line.product ? <Link href={`/produk/${line.product.id}`}>{line.product.title}</Link> : line.title}</div>
            <div class="small dim"><span class="mono">{line.sku || '–'}</span>{line.variantId === null ? <> · {t('line.unknown')}</> : lineWords(line) && <> · {lineWords(line)}</>}</div>
            {line.variantId === null && unknown.includes(line) && may('orders.decide') && <Button kind="quiet" icon="sambung" data="open" onClick={() => setOpen(line)}>{t('order.match')}</Button>}
          </div>
          <span class="num strong">× {line.quantity}</span>
        </li>
      ))}</ul>
      <footer><span class="num strong">{rupiah(order.total)}</span>{missing.length > 0 && may('orders.decide') && <Button kind="main-action" data="open" onClick={() => setOpen('decide')}>{t('order.decide')}</Button>}</footer>
      {open === 'decide' && <DecideDialog order={order} lines={missing} onClose={() => setOpen(null)} onDone={done} />}
      {open !== null && open !== 'decide' && <MatchDialog order={order} line={open} onClose={() => setOpen(null)} onDone={done} />}
    </article>
  );
}
