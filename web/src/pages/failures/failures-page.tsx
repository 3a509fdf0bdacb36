import { Link } from 'wouter-preact';
import { Download } from '../../design/download.js';
import { BoneRows, Empty, Failed } from '../../design/empty.js';
import { Choose } from '../../design/field.js';
import { Icon } from '../../design/icon.js';
import { Tabs } from '../../design/small.js';
import { query } from '../../server/call.js';
import { failures as failuresShape, shops as shopsShape } from '../../server/shapes.js';
import { useLoad } from '../../server/use-load.js';
import { useFilters } from '../../shell/filters.js';
import { SearchField } from '../../shell/search-field.js';
import { when } from '../../words/dates.js';
import { t } from '../../words/words.js';
import { RunStrip } from '../runs/run-strip.js';
import { CauseGroup } from './cause-group.js';

/** Causes first, worst first. What waits by itself stands apart, and so does what is still on sale. */
export function FailuresPage() {
  const filters = useFilters();
  const value = filters.value;
  const filter = { shop: value('shop'), q: value('q'), assigned: value('assigned'), dismissed: value('dismissed') };
  const load = useLoad(`/failures${query(filter)}`, failuresShape, ['failures', 'listings']);
  const shops = useLoad('/shops', shopsShape, ['shops']).data?.items ?? [];
  const { data, problem } = load;
  const tab = value('tab');
  const causes = data?.causes ?? [];
  const selling = causes.filter((cause) => cause.severity === 'sells');
  const needs = causes.filter((cause) => cause.severity !== 'sells');
  const waiting = (data?.waiting ?? []).filter((entry) => !filter.shop || entry.shopId === filter.shop);
  const shown = tab === 'sells' ? selling : needs;
  const affected = needs.reduce((sum, cause) => sum + cause.count, 0);
  const open = value('cause') || shown[0]?.cause;
  const filtered = Boolean(filter.shop || filter.q || filter.assigned || filter.dismissed);
  const whose = filter.dismissed ? 'aside' : filter.assigned;
  return (
    <>
      <div class="head"><div class="stack"><h1>{t('nav.failures')}</h1><p class="dim" aria-live="polite">{data ? t('failures.total', { n: needs.length, m: affected }) : t('state.loading')}</p></div><Download list="failures" filter={{ ...filter, severity: tab === 'sells' ? tab : null }} /></div>
      <RunStrip />
      <Tabs label={t('failures.tabs')} tabs={[
        { href: filters.href({ tab: null, cause: null }), word: t('failures.needs'), current: tab === '', count: data ? needs.length : null },
        { href: filters.href({ tab: 'waiting', cause: null }), word: t('failures.waiting'), current: tab === 'waiting', count: data ? waiting.length : null },
        { href: filters.href({ tab: 'sells', cause: null }), word: t('failures.sells'), current: tab === 'sells', count: data ? selling.length : null },
      ]} />
      <div class="tools" role="search" aria-label={t('failures.search')}>
        <SearchField label={t('failures.search')} placeholder={t('failures.search.hint')} filters={filters} />
        {shops.length > 0 && <Choose label={t('products.shop')} value={filter.shop} options={[['', t('products.allShops')], ...shops.map((shop): [string, string] => [shop.id, shop.name])]} onChange={(next) => filters.change({ shop: next })} />}
        <Choose label={t('failures.whose')} value={whose} options={[['', t('failures.whose.all')], ['me', t('failures.whose.me')], ['none', t('failures.whose.none')], ['aside', t('failures.whose.aside')]]} onChange={(next) => filters.change(next === 'aside' ? { assigned: '', dismissed: 'true' } : { assigned: next, dismissed: '' })} />
        {filtered && <Link class="btn quiet" href={filters.href({ q: null, shop: null, assigned: null, dismissed: null })}>{t('act.clearFilters')}</Link>}
      </div>
      {!data && problem ? <Failed problem={problem} again={load.reload} /> : !data ? <BoneRows rows={5} thumb={false} /> : (
        <>
          {tab !== 'waiting' && (shown.length === 0
            ? <Empty icon={filtered ? 'cari' : 'ok'} title={t(filtered ? 'failures.noneHere' : tab === 'sells' ? 'failures.noneSells' : 'failures.none')} actions={filtered && <Link class="btn" href="/masalah">{t('act.clearFilters')}</Link>}>{t(filtered ? 'failures.noneHere.why' : 'failures.none.why')}</Empty>
            : <section aria-label={t('failures.causes')}>{shown.map((cause) => <CauseGroup key={cause.cause} group={cause} filter={filter} open={cause.cause === open} reload={load.reload} />)}</section>)}
          {tab !== 'sells' && (tab === 'waiting' || waiting.length > 0) && (
            <section class="stack waits" aria-labelledby="menunggu"><h2 id="menunggu">{t('failures.waiting.title')}</h2>
              {waiting.length === 0 ? <Empty icon="ok" title={t('failures.noneWaiting')} /> : <ul class="card list">{waiting.map((entry) => (
                <li key={`${entry.shopId}${entry.kind}`} data-row tabIndex={-1}><Icon name="tunggu" /><div class="grow"><span class="strong">{entry.sentence}</span><p class="small dim">{entry.until ? t('failures.until', { time: when(entry.until) }) : t('failures.byItself')}</p></div></li>
              ))}</ul>}
            </section>
          )}
        </>
      )}
    </>
  );
}
