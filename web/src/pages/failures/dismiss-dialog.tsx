import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Field } from '../../design/field.js';
import { t } from '../../words/words.js';

export function DismissDialog({ number, busy, onClose, onDismiss }: { readonly number: number; readonly busy: boolean; readonly onClose: () => void; readonly onDismiss: (reason: string, until: string) => void }) {
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  return (
    <Dialog title={t('dismiss.title', { n: number })} onClose={onClose} onSubmit={() => { if (reason.trim()) onDismiss(reason.trim(), until); }} actions={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main-action" submit disabled={!reason.trim()} busy={busy}>{t('dismiss.go')}</Button></>}>
      <p class="dim">{t('dismiss.why')}</p><Field label={t('dismiss.reason')} value={reason} onInput={setReason} rows={3} max={500} required autofocus hint={t('dismiss.reason.hint')} />
      <Field label={t('dismiss.until')} value={until} onInput={setUntil} type="date" hint={t('dismiss.until.hint')} />
    </Dialog>
  );
}
