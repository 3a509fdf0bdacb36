import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { wholeNumber } from '../../design/field.js';
import { say } from '../../design/toast.js';
import { useDeed } from '../../server/use-deed.js';
import { may } from '../../session/session.js';
import { t } from '../../words/words.js';
import { fixField, retryFailure, sidesOf, type FixField } from './mend.js';

/** Causes whose cure is one field: it is filled in right where the failure is shown. */
const fields: Readonly<Record<string, FixField>> = { 'weight-missing': 'grams', 'price-out-of-range': 'price', 'title-too-long': 'title', 'title-too-short': 'title', 'package-size-missing': 'size' };
/** A price belongs to one variant: where none is named, it is looked up on the product's page. */
export const quickFixOf = (cause: string, sku: string | null): FixField | null => (fields[cause] === 'price' && sku === null ? null : fields[cause] ?? null);

interface Props { readonly cause: string; readonly productId: string; readonly sku: string | null; readonly failureId: string | null; readonly label: string; readonly start?: string; readonly onDone: () => void }

/** Saves the field and, where it mends a failure, tries that failure again. */
export function QuickFix({ cause, productId, sku, failureId, label, start = '', onDone }: Props) {
  const field = quickFixOf(cause, sku);
  const [typed, type] = useState(start);
  const deed = useDeed();
  if (!field || !may('catalogue.write')) return null;
  const wordy = field === 'title';
  const ready = wordy ? typed.trim() !== '' && typed !== start : field === 'size' ? sidesOf(typed) !== null : (wholeNumber(typed) ?? 0) > 0;
  const save = () => deed.run('save', async () => {
    await fixField(productId, field, typed.trim(), sku);
    if (failureId !== null && may('failures.act')) await retryFailure(failureId);
    say(t(failureId === null ? 'fix.saved' : 'fix.savedAndRetried', { what: label }));
    onDone();
  });
  const name = t(`fix.${field}`);
  return (
    <form class="cell-input" onSubmit={(event) => { event.preventDefault(); if (ready) void save(); }}>
      <div class={`with${wordy ? ' grow' : ''}`}><input class={`input${wordy ? '' : ' short num'}`} inputMode={wordy || field === 'size' ? undefined : 'numeric'} aria-label={t('fix.of', { field: name, what: label })} placeholder={field === 'size' ? '10 × 7 × 20' : field === 'grams' ? '250' : ''} value={typed} onInput={(event) => type(event.currentTarget.value)} />{!wordy && <span class="unit">{field === 'grams' ? 'gram' : field === 'size' ? 'cm' : 'Rp'}</span>}</div>
      <Button submit disabled={!ready} busy={deed.busy !== null} data={failureId === null ? undefined : 'retry'}>{t(failureId === null ? 'act.save' : 'fix.saveAndRetry')}</Button>
    </form>
  );
}
