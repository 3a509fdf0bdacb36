import { Link } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { Icon } from '../../design/icon.js';
import { Photo, Pick } from '../../design/small.js';
import { say } from '../../design/toast.js';
import { query } from '../../server/call.js';
import type { Failure } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { may } from '../../session/session.js';
import { ago, fullTime, when } from '../../words/dates.js';
import { t } from '../../words/words.js';
import { agree, agreeable, retryFailure } from './mend.js';
import { QuickFix, quickFixOf } from './quick-fix.js';

/** So many of the products that one failure touches are named in its row. */
const touchesShown = 5;
interface Props { readonly member: Failure; readonly cause: string; readonly said: string; readonly chosen: boolean; readonly onChoose: (on: boolean) => void; readonly onRetried: (action: string) => void; readonly reload: () => void }
const shown = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : value === null || value === undefined ? '' : JSON.stringify(value));

/** A sentence as it reads of any shop, so that a row repeats only what its group has not said. */
export const withoutShops = (sentence: string, names: readonly string[]): string => [...names].sort((a, b) => b.length - a.length).reduce((rest, name) => rest.replaceAll(name, ''), sentence).replace(/^[\s,]+|(?<=\s)[\s,]+/g, '');

/** One thing that failed: what it is, why, the field that mends it, the marketplace's own words one tap away. */
export function MemberRow({ member, cause, said, chosen, onChoose, onRetried, reload }: Props) {
  const deed = useDeed();
  const { product, order, touches } = member;
  const name = product?.title ?? (order ? t('find.order', { number: order.number, shop: member.shop }) : touches ? t('failures.touches', { n: touches.count }) : member.subject);
  const yes = agreeable.has(cause);
  const retry = () => deed.run('retry', async () => {
    onRetried(await (yes ? agree : retryFailure)(member.id));
    say(t(yes ? 'failures.agreed' : 'failures.retrying', { n: 1 }));
    reload();
  });
  const facts = yes ? '' : [shown(member.value) && member.value !== product?.title && t('failures.value', { value: shown(member.value) }), shown(member.rule) && t('failures.rule', { rule: shown(member.rule) })].filter(Boolean).join(' · ');
  const skus = [...new Set(member.issues.flatMap((issue) => (issue.sku ? [issue.sku] : [])))];
  const [aside] = member.dismissals;
  const sku = skus.length === 1 ? skus[0] ?? null : null, fix = quickFixOf(cause, sku);
  return (
    <tr role="row" class={chosen ? 'chosen' : undefined} data-row tabIndex={-1}>
      <td role="cell" class="pick"><Pick label={t('products.pick', { code: product?.code ?? order?.number ?? member.subject })} checked={chosen} onChange={onChoose} /></td>
      <th role="rowheader" scope="row" class="lead"><div class="item">{product ? <Photo src={product.photo} /> : <span class="nophoto"><Icon name={order ? 'pesanan' : 'toko'} /></span>}<div class="grow">
        {product ? <Link class="name two" href={`/produk/${product.id}`} data-key="open">{name}</Link> : order ? <Link class="name two" href={`/pesanan${query({ q: order.number })}`} data-key="open">{name}</Link> : <span class="name two">{name}</span>}
        {touches && <div class="sub">{touches.products.slice(0, touchesShown).map((entry) => <span key={entry.id}><Link href={`/produk/${entry.id}`}>{entry.title}</Link>; </span>)}{touches.count > touchesShown && '…'}</div>}
        <div class="sub two">{[product?.code, member.shop, sku !== product?.code ? sku : null, member.assignee?.name, member.dismissedUntil && t('failures.asideUntil', { time: when(member.dismissedUntil) }), aside && t('failures.asideWhy', { reason: aside.reason })].filter(Boolean).join(' · ')}</div>
      </div></div></th>
      <td role="cell" class="full">
        {withoutShops(member.sentence, [member.shop]) !== said && <div class="small">{member.sentence}</div>}
        {product && fix && <QuickFix cause={cause} productId={product.id} sku={sku} failureId={member.id} label={product.code} start={fix === 'title' ? product.title : ''} onDone={reload} />}
        <details class="raw"><summary><Icon name="kanan" size="s" />{t(member.raw ? 'failures.raw' : 'failures.history', { shop: member.shop })}</summary>
          <pre tabIndex={0}>{facts && <>{facts}{'\n'}</>}{member.raw && <>{member.raw.code}{'\n'}{member.raw.message}{'\n'}</>}{t('failures.times', { n: member.times, first: fullTime(member.firstAt), last: fullTime(member.lastAt) })}{'\n'}{member.operation} · {member.subject}</pre></details>
      </td>
      <td role="cell" class="end act"><span class="sr">{ago(member.lastAt)}</span>{product && !fix && !yes && member.button && <Link class="btn" href={`/produk/${product.id}`}>{member.button}</Link>}{may(yes ? 'publish' : 'failures.act') && !fix && <Button kind={yes ? undefined : 'quiet'} icon={yes ? 'ok' : 'ulang'} data="retry" busy={deed.busy !== null} onClick={() => void retry()}>{yes ? member.button : t('act.retry')}</Button>}</td>
    </tr>
  );
}
