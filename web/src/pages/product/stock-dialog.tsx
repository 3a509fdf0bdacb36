import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Field, Switch, wholeNumber } from '../../design/field.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { moved, type Variant } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { t } from '../../words/words.js';

type Kind = 'receive' | 'count' | 'correct';

/** Receive adds, count sets, correct adds or takes. Pressed twice it is one deed. */
export function StockDialog({ variant, onClose, onDone }: { readonly variant: Pick<Variant, 'id' | 'sku' | 'stock'>; readonly onClose: () => void; readonly onDone: () => void }) {
  const [kind, setKind] = useState<Kind>('receive');
  const [typed, type] = useState('');
  const [reason, setReason] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const deed = useDeed();
  const magnitude = wholeNumber(typed.replace(/^[-−+]/, ''));
  const quantity = magnitude === null ? null : /^[-−]/.test(typed.trim()) ? -magnitude : magnitude;
  const fits = quantity !== null && (kind === 'receive' ? quantity > 0 : kind === 'count' ? quantity >= 0 : quantity !== 0);
  const save = () => deed.run('save', async () => {
    const { onHand } = await call('POST', '/stock-movements', moved, { body: { variantId: variant.id, kind, quantity, reason: reason.trim() || t(`stock.${kind}.reason`), key } });
    say(t('stock.done', { sku: variant.sku, n: onHand }));
    onDone();
  });
  return (
    <Dialog title={t('stock.title', { sku: variant.sku })} onClose={onClose} onSubmit={() => { if (fits) void save(); }} actions={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main-action" submit disabled={!fits} busy={deed.busy !== null}>{t('stock.save')}</Button></>}>
      <p class="dim">{t('stock.now', { onHand: variant.stock.onHand, reserved: variant.stock.reserved })}</p>
      <Switch label={t('stock.kind')} value={kind} options={[['receive', t('stock.receive')], ['count', t('stock.count')], ['correct', t('stock.correct')]]} onChange={setKind} />
      <Field label={t(`stock.${kind}.field`)} value={typed} onInput={type} numeric autofocus hint={t(`stock.${kind}.why`)} wrong={typed !== '' && !fits ? t('field.number') : null} />
      <Field label={t('stock.reason')} value={reason} onInput={setReason} max={300} hint={t('stock.reason.why')} />
    </Dialog>
  );
}
