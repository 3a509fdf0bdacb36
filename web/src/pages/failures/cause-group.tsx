import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { BoneRows } from '../../design/empty.js';
import { Icon } from '../../design/icon.js';
import { RunBar, runSentence } from '../../design/run-bar.js';
import { Pick } from '../../design/small.js';
import { toneOf } from '../../design/states.js';
import { say } from '../../design/toast.js';
import { query } from '../../server/call.js';
import { failurePage, type CauseGroup as Group } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { useLoad } from '../../server/use-load.js';
import { may } from '../../session/session.js';
import { when } from '../../words/dates.js';
import { count, t, tIf } from '../../words/words.js';
import { useRun } from '../runs/run-page.js';
import { AttributesDialog } from './attributes-dialog.js';
import { CategoryDialog } from './category-dialog.js';
import { DismissDialog } from './dismiss-dialog.js';
import { FillAllDialog } from './fill-all-dialog.js';
import { MemberRow, withoutShops } from './member-row.js';
import { agreeable, agreeMatching, checkMatching, dismissMatching, retryMatching, takeMatching, type Matching } from './mend.js';
import { quickFixOf } from './quick-fix.js';

const firstPage = 20;
const pageStep = 50;
const pageMost = 200;
/** Causes that are mended at the shop's card, not on a product. */
const atTheShop = new Set(['token-expired', 'access-revoked', 'permission-missing', 'server-not-allowed', 'consent-ends-soon']);

const aboutShops = (group: Group): boolean => group.severity === 'stops' || group.severity === 'informs';
const unitWord = (group: Group): string => (group.products > 0 ? t('unit.products', { n: group.products }) : group.severity === 'decide' ? t('unit.orders', { n: group.count }) : aboutShops(group) ? t('unit.shops', { n: group.shops.length }) : t('unit.things', { n: group.count }));
const unitNumber = (group: Group): number => (group.products > 0 ? group.products : aboutShops(group) ? group.shops.length : group.count);

export function CauseGroup({ group, filter, open, reload }: { readonly group: Group; readonly filter: { readonly shop: string; readonly q: string; readonly assigned: string; readonly dismissed: string }; readonly open: boolean; readonly reload: () => void }) {
  const [isOpen, setOpen] = useState(open);
  const [limit, setLimit] = useState(firstPage);
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [all, chooseAll] = useState(false);
  const [dialog, setDialog] = useState<'dismiss' | 'fill' | 'category' | 'attributes' | null>(null);
  const [action, setAction] = useState<string | null>(null);
  const run = useRun(action).data;
  const deed = useDeed();
  const load = useLoad(isOpen ? `/failures/members${query({ cause: group.cause, ...filter, limit })}` : null, failurePage, ['failures', 'listings']);
  const members = load.data?.items ?? [];
  useEffect(() => { if (open) setOpen(true); }, [open]);
  const present = members.filter((member) => chosen.has(member.id)).map((member) => member.id);
  const whole: Matching & { cause: string } = { cause: group.cause, ...(filter.shop ? { shop: filter.shop } : {}), ...(filter.q ? { q: filter.q } : {}), ...(filter.assigned ? { assigned: filter.assigned } : {}), ...(filter.dismissed ? { dismissed: true } : {}) };
  const number = all ? group.count : present.length;
  const matching = (): Matching => (all || present.length === 0 ? whole : { ids: present });
  const fix = quickFixOf(group.cause, null), [first] = members, example = first?.product?.id ?? first?.touches?.products[0]?.id;
  const tone = toneOf(group.severity);
  const notes = [
    group.new24h > 0 && t(group.new24h > group.before24h ? 'failures.trend.up' : group.new24h < group.before24h ? 'failures.trend.down' : 'failures.trend.same', { n: group.new24h }),
    group.assignees.length > 0 && t('failures.with', { names: group.assignees.map((person) => person.name).join(', ') }), group.aside > 0 && t('failures.aside', { n: group.aside }),
  ].filter((note): note is string => typeof note === 'string');
  const yes = agreeable.has(group.cause), said = withoutShops(group.sentence, group.shops.map((shop) => shop.name));
  const after = (): void => { choose(new Set()); chooseAll(false); load.reload(); reload(); };
  const retry = (filterOf: Matching, n: number) => deed.run('retry', async () => {
    setAction(await (yes ? agreeMatching : retryMatching)(filterOf));
    say(t(yes ? 'failures.agreed' : 'failures.retrying', { n }));
    after();
  });
  const take = () => deed.run('take', async () => {
    await takeMatching(matching());
    say(t('failures.taken', { n: number || group.count }));
    after();
  });
  const check = () => deed.run('check', async () => {
    const { passing, failing, unknown } = await checkMatching(matching());
    say(t('failures.checked', { n: passing, m: failing, k: unknown }));
  });
  const dismiss = (reason: string, until: string) => deed.run('dismiss', async () => {
    await dismissMatching(matching(), reason, until);
    say(t(until ? 'failures.putAside' : 'failures.dismissed', { n: number || group.count }));
    setDialog(null);
    after();
  });
  return (
    <details class="cause" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)} data-row tabIndex={-1}>
      <summary class={tone}>
        <Icon name={tone === 'warn' ? 'awas' : 'gagal'} />
        <div><h2>{group.title}</h2><p class="small dim">{group.shops.map((shop) => shop.short).join(', ')} · {t('failures.since', { time: when(group.firstAt) })} <span class="mono">{group.code}</span>{notes.length > 0 && <> · {notes.join(' · ')}</>}</p></div>
        <div class="much"><b>{count(unitNumber(group))}</b><span>{unitWord(group)}</span></div><Icon name="kanan" />
      </summary>
      {isOpen && (
        <div class="body">
          <div class="why">
            <p>{group.sentence}</p>
            {group.field && <p class="small dim">{t('failures.field', { field: tIf(`field.${group.field.replace(/^variants?\./, '').replace(/\[.*$/, '')}`, group.field) })}</p>}
            <div class="row">
              {(fix === 'grams' || fix === 'size') && group.products > 1 && may('catalogue.write') && <Button icon="ubah" onClick={() => setDialog('fill')}>{t('failures.fillAll', { n: group.products })}</Button>}
              {(group.cause === 'category-not-mapped' || group.cause === 'category-gone') && may('catalogue.write') && example && <Button icon="kategori" onClick={() => setDialog('category')}>{group.button}</Button>}
              {group.cause === 'required-attribute' && may('catalogue.write') && example && <Button icon="ubah" onClick={() => setDialog('attributes')}>{t('attributes.fill')}</Button>}
              {atTheShop.has(group.cause) && <Link class="btn" href="/"><Icon name="toko" />{group.button}</Link>}
              {group.severity === 'decide' && !yes && <Link class="btn" href="/pesanan?decide=1"><Icon name="pesanan" />{group.button}</Link>}
              {may(yes ? 'publish' : 'failures.act') && <Button icon={yes ? 'ok' : 'ulang'} data="retry-all" busy={deed.busy === 'retry'} onClick={() => void retry(whole, group.count)}>{group.count > 1 ? t(yes ? 'failures.agreeAll' : 'failures.retryAll', { n: group.count }) : yes ? group.button : t('act.retry')}</Button>}
              {!aboutShops(group) && group.severity !== 'decide' && <Button kind="quiet" icon="ok" busy={deed.busy === 'check'} onClick={() => void check()}>{t('failures.check')}</Button>}
              {may('failures.act') && number === 0 && !filter.assigned && <Button kind="quiet" busy={deed.busy === 'take'} onClick={() => void take()}>{t('failures.take')}</Button>}
              {may('failures.act') && number === 0 && <Button kind="quiet" onClick={() => setDialog('dismiss')}>{t('failures.dismiss')}</Button>}
            </div>
            {run && <div class="stack" role="status"><p class="small">{runSentence(run)}</p><RunBar run={run} label={t('run.progress')} /></div>}
          </div>
          {!load.data ? <BoneRows rows={3} /> : members.length > 0 && (
            <table class="table cards fix" role="table"><caption class="sr">{group.title}</caption><thead role="rowgroup"><tr role="row">
              <th role="columnheader" scope="col"><Pick label={t('products.pickPage')} checked={all || present.length === members.length} mixed={!all && present.length > 0 && present.length < members.length} onChange={(on) => { chooseAll(false); choose(new Set(on ? members.map((member) => member.id) : [])); }} /></th>
              <th role="columnheader" scope="col">{t('failures.what')}</th><th role="columnheader" scope="col">{t('failures.why')}</th><th role="columnheader" scope="col"><span class="sr">{t('table.deeds')}</span></th>
            </tr></thead><tbody role="rowgroup">{members.map((member) => (
              <MemberRow key={member.id} member={member} cause={group.cause} said={said} chosen={all || chosen.has(member.id)} reload={after} onRetried={setAction}
                onChoose={(on) => { const next = new Set(chosen); if (on) next.add(member.id); else next.delete(member.id); chooseAll(false); choose(next); }} />
            ))}</tbody></table>
          )}
          {load.data && group.count > members.length && <div class="box-foot shown"><span class="small dim num grow">{t('pages.shown', { n: members.length, total: group.count })}</span>{limit < pageMost && <Button kind="quiet" onClick={() => setLimit(Math.min(pageMost, limit + pageStep))}>{t('pages.more')}</Button>}</div>}
          {number > 0 && may('failures.act') && (
            <div class="chosen-bar" role="region" aria-label={t('chosen.label')}><strong class="num">{t('chosen.count', { n: number })}</strong>
              {!all && group.count > number && <Button onClick={() => chooseAll(true)}>{t('chosen.all', { n: group.count })}</Button>}<Button onClick={() => { choose(new Set()); chooseAll(false); }}>{t('chosen.none')}</Button><span class="push desk" />
              <Button busy={deed.busy === 'take'} onClick={() => void take()}>{t('failures.take')}</Button><Button onClick={() => setDialog('dismiss')}>{t('failures.dismiss')}</Button>{may(yes ? 'publish' : 'failures.act') && <Button kind="main-action" icon={yes ? 'ok' : 'ulang'} busy={deed.busy === 'retry'} onClick={() => void retry(matching(), number)}>{t(yes ? 'failures.agreeAll' : 'failures.retryChosen', { n: number })}</Button>}
            </div>
          )}
          {dialog === 'dismiss' && <DismissDialog number={number || group.count} busy={deed.busy === 'dismiss'} onClose={() => setDialog(null)} onDismiss={(reason, until) => void dismiss(reason, until)} />}
          {dialog === 'fill' && fix && <FillAllDialog field={fix} filter={whole} number={group.products} onClose={() => setDialog(null)} onDone={(id) => { setDialog(null); setAction(id); after(); }} />}
          {dialog === 'attributes' && first && example && <AttributesDialog productId={example} shopId={first.shopId} shop={first.shop} onClose={() => setDialog(null)} onDone={() => { setDialog(null); after(); }} />}
          {dialog === 'category' && first && example && <CategoryDialog productId={example} shopId={first.shopId} shop={first.shop} onClose={() => setDialog(null)} onDone={() => { setDialog(null); void retry(whole, group.count); }} />}
        </div>
      )}
    </details>
  );
}
