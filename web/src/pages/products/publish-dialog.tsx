import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { BoneRows, Empty, Failed } from '../../design/empty.js';
import { ShopMark, State } from '../../design/states.js';
import { call } from '../../server/call.js';
import { shops as shopsShape, started } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { useLoad } from '../../server/use-load.js';
import { t } from '../../words/words.js';
import { RunProgress, useRun } from '../runs/run-page.js';

interface Props {
  readonly wanted: 'live' | 'withdrawn'; readonly number: number; readonly products: { readonly ids: readonly string[] } | { readonly filter: Readonly<Record<string, string>> };
  readonly onClose: () => void; readonly onBegun?: () => void;
}

/** Chooses shops, says what will happen, then shows how it goes. Closing it stops nothing. */
export function PublishDialog({ wanted, number, products, onClose, onBegun }: Props) {
  const load = useLoad('/shops', shopsShape, ['shops']);
  const shops = load.data?.items ?? [];
  const [picked, choose] = useState<ReadonlySet<string> | null>(null);
  const chosen = picked ?? new Set(shops.filter((shop) => shop.connection.state === 'ok').map((shop) => shop.id));
  const [action, setAction] = useState<string | null>(null);
  const run = useRun(action).data;
  const deed = useDeed();
  const publish = wanted === 'live';
  // The dialog keeps what it was opened for; the list beneath may lose its choice meanwhile.
  const [asked] = useState({ number, products });
  const begin = () => deed.run('begin', async () => {
    const made = await call('POST', '/listings', started, { body: { products: asked.products, shops: [...chosen], wanted } });
    setAction(made.action);
    onBegun?.();
  });
  if (action) {
    return (
      <Dialog title={t(publish ? 'publish.running' : 'publish.withdrawing', { n: asked.number })} onClose={onClose} wide actions={<><Link class="btn" href={`/tindakan/${action}`} onClick={onClose}>{t('run.open')}</Link>{run && run.failed > 0 && <Link class="btn" href="/masalah" onClick={onClose}>{t('run.seeFailures')}</Link>}<Button kind="main-action" onClick={onClose}>{t('act.close')}</Button></>}>
        {run ? <RunProgress run={run} /> : <BoneRows rows={1} thumb={false} />}
      </Dialog>
    );
  }
  return (
    <Dialog title={t(publish ? 'publish.title' : 'publish.withdrawTitle', { n: asked.number })} onClose={onClose} onSubmit={() => { if (chosen.size > 0) void begin(); }}
      actions={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind={publish ? 'main-action' : 'risky'} icon={publish ? 'terbit' : 'lewati'} submit disabled={chosen.size === 0} busy={deed.busy !== null}>{t(publish ? 'publish.go' : 'publish.withdrawGo', { n: asked.number })}</Button></>}>
      <p class="dim">{t(publish ? 'publish.why' : 'publish.withdrawWhy')}</p>
      {!load.data ? (load.problem ? <Failed problem={load.problem} again={load.reload} /> : <BoneRows rows={2} thumb={false} />) : shops.length === 0 ? <Empty icon="sambung" title={t('home.noShops')}>{t('home.noShops.why')}</Empty> : (
        <fieldset class="stack choices"><legend class="strong small">{t('publish.where')}</legend>{shops.map((shop) => (
          <label key={shop.id} class="choice"><input type="checkbox" checked={chosen.has(shop.id)} disabled={shop.connection.state !== 'ok'} onChange={(event) => { const next = new Set(chosen); if (event.currentTarget.checked) next.add(shop.id); else next.delete(shop.id); choose(next); }} />
            <ShopMark short={shop.short} name={shop.name} /><span class="push">{shop.connection.state === 'none' ? <State tone="wait" icon="tunggu">{t('shop.noAccess')}</State> : shop.connection.state !== 'ok' ? <State tone="bad" icon="gagal">{t('shop.signInAgain')}</State> : shop.paused ? <State tone="wait" icon="jeda">{t('publish.later')}</State> : <State tone="ok" icon="ok">{t('shop.connected')}</State>}</span></label>
        ))}</fieldset>
      )}
    </Dialog>
  );
}
