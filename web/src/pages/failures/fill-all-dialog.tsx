import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Field, wholeNumber } from '../../design/field.js';
import { useDeed } from '../../server/use-deed.js';
import { t } from '../../words/words.js';
import { fixAll, sidesOf, type FixField, type Matching } from './mend.js';

/** One value for all members of a cause. It stays open while it saves and says how far it is. */
export function FillAllDialog({ field, filter, number, onClose, onDone }: { readonly field: FixField; readonly filter: Matching & { readonly cause: string }; readonly number: number; readonly onClose: () => void; readonly onDone: (action: string) => void }) {
  const [typed, type] = useState('');
  const [done, setDone] = useState(0);
  const deed = useDeed();
  const ready = field === 'size' ? sidesOf(typed) !== null : (wholeNumber(typed) ?? 0) > 0;
  const save = () => deed.run('save', async () => onDone(await fixAll(filter, field, typed.trim(), setDone)));
  return (
    <Dialog title={t('failures.fillAll', { n: number })} onClose={onClose} onSubmit={() => { if (ready) void save(); }} actions={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main-action" submit disabled={!ready} busy={deed.busy !== null}>{t('fix.saveAndRetry')}</Button></>}>
      <p class="dim">{t('fill.why')}</p><Field label={t(`fix.${field}`)} value={typed} onInput={type} numeric={field !== 'size'} unit={field === 'grams' ? 'gram' : field === 'size' ? 'cm' : 'Rp'} autofocus hint={field === 'size' ? '10 × 7 × 20' : null} />
      {deed.busy && <p role="status" class="num">{t('fill.progress', { done, n: number })}</p>}
    </Dialog>
  );
}
