import { Link } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { BoneRows, Failed } from '../../design/empty.js';
import { Icon } from '../../design/icon.js';
import { RunBar, Tally } from '../../design/run-bar.js';
import { State } from '../../design/states.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { run as runShape, runItems, type Run } from '../../server/shapes.js';
import { nothing } from '../../server/wire.js';
import { useDeed } from '../../server/use-deed.js';
import { useLoad } from '../../server/use-load.js';
import { may } from '../../session/session.js';
import { when } from '../../words/dates.js';
import { t, tIf } from '../../words/words.js';

const lookAgainMs = 2_000;

/** A run as it goes; read again while it runs. */
export function useRun(id: string | null) {
  const first = useLoad(id === null ? null : `/bulk-actions/${id}`, runShape, ['listings', 'failures', `bulk:${id}`], lookAgainMs);
  return first;
}

export const RunProgress = ({ run }: { readonly run: Run }) => (
  <div class="stack" aria-live="polite">
    <Tally run={run} /><RunBar run={run} label={t('run.progress')} />
    <p class="dim">{t(run.state === 'cancelled' ? 'run.cancelled' : run.waiting > 0 ? 'run.goesOn' : run.failed > 0 ? 'run.doneWithFailures' : 'run.done')}{run.skipped > 0 && <> {t('run.skipped', { n: run.skipped })}</>}</p>
  </div>
);

export function RunPage({ id }: { readonly id: string }) {
  const load = useRun(id);
  const failed = useLoad(load.data && load.data.failed > 0 ? `/bulk-actions/${id}/items?result=failed` : null, runItems, ['listings', 'failures']).data?.items ?? [];
  const waiting = useLoad(load.data && load.data.waiting > 0 ? `/bulk-actions/${id}/items?result=waiting` : null, runItems, ['listings', 'failures']).data?.items ?? [];
  const deed = useDeed();
  const run = load.data;
  if (!run) return <>{load.problem ? <><h1 class="sr">{t('run.title')}</h1><Failed problem={load.problem} again={load.reload} /></> : <><h1 class="sr">{t('run.title')}</h1><BoneRows rows={3} thumb={false} /></>}</>;
  const cancel = () => deed.run('cancel', async () => {
    await call('DELETE', `/bulk-actions/${id}`, nothing);
    say(t('run.cancelledNow'));
    load.reload();
  });
  return (
    <>
      <div class="head">
        <div class="stack"><h1>{tIf(`run.${run.kind}`, run.kind)}</h1><p class="dim">{run.by ? t('run.begunBy', { name: run.by, time: when(run.createdAt) }) : t('run.begun', { time: when(run.createdAt) })} · {t('run.total', { n: run.total })}</p></div>
        {run.state === 'running' && may('failures.act') && <Button busy={deed.busy !== null} onClick={() => void cancel()}>{t('run.cancelRest')}</Button>}
      </div>
      <div class="stack">
        <section class="card pad" aria-label={t('run.progress')}><RunProgress run={run} /></section>
        {failed.length > 0 && <Items title={t('run.failedOnes')} items={failed} tone="bad" />}
        {waiting.length > 0 && <Items title={t('run.waitingOnes')} items={waiting} tone="wait" />}
      </div>
    </>
  );
}

const Items = ({ title, items, tone }: { readonly title: string; readonly items: readonly { readonly subject: string; readonly product: { readonly id: string; readonly title: string | null } | null; readonly shop: string | null }[]; readonly tone: 'bad' | 'wait' }) => (
  <section class="stack">
    <div class="row"><h2>{title}</h2>{tone === 'bad' && <Link class="push small link" href="/masalah">{t('home.allFailures')}</Link>}</div>
    <ul class="card list">{items.map((item) => (
      <li key={item.subject} data-row tabIndex={-1}><Icon name={tone === 'bad' ? 'gagal' : 'tunggu'} /><div class="grow">{item.product ? <Link href={`/produk/${item.product.id}`}>{item.product.title ?? item.subject}</Link> : item.subject}<div class="small dim">{item.shop}</div></div><State tone={tone} icon={tone === 'bad' ? 'gagal' : 'tunggu'} tint>{t(tone === 'bad' ? 'listing.failed' : 'listing.waiting')}</State></li>
    ))}</ul>
  </section>
);
