import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Bone, Failed } from '../../design/empty.js';
import { Icon } from '../../design/icon.js';
import { productHistory } from '../../server/shapes.js';
import { useLoad } from '../../server/use-load.js';
import { fullTime, when } from '../../words/dates.js';
import { t } from '../../words/words.js';

const steps = [10, 50, 200];

/** Who changed what, newest first. Nothing is read before it is opened. */
export function HistoryCard({ productId }: { readonly productId: string }) {
  const [open, setOpen] = useState(false);
  const [step, setStep] = useState(0);
  const load = useLoad(open ? `/products/${productId}/history?limit=${steps[step]}` : null, productHistory, ['products', 'listings']);
  return (
    <section class="card"><details class="cause history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary><Icon name="riwayat" /><h2>{t('history.title')}</h2><span class="push" /><Icon name="kanan" /></summary>
      {open && (!load.data ? (load.problem ? <Failed problem={load.problem} again={load.reload} /> : <p class="pad"><Bone width="14rem" /></p>) : <>
        <ol class="pad stack">{load.data.items.map((entry) => (
          <li key={entry.id}><div class="small dim"><time dateTime={entry.at} title={fullTime(entry.at)}>{when(entry.at)}</time> · {entry.by?.name ?? (entry.by ? t('history.somebody') : t('history.system'))}{entry.whyText && <> · {entry.whyText}</>}</div>
            {entry.lines.map((line) => <div key={line} class="prose">{line}</div>)}</li>
        ))}</ol>
        {load.data.items.length === 0 && <p class="pad dim small">{t('history.none')}</p>}
        {load.data.next !== null && step < steps.length - 1 && <div class="box-foot"><Button busy={load.busy} onClick={() => setStep(step + 1)}>{t('history.older')}</Button></div>}
      </>)}
    </details></section>
  );
}
