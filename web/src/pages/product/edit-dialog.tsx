import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Field } from '../../design/field.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { product as productShape, type Product } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { t } from '../../words/words.js';

/** Title, description and brand; or into the archive and back. */
export function EditDialog({ product, onClose, onDone }: { readonly product: Product; readonly onClose: () => void; readonly onDone: () => void }) {
  const [title, setTitle] = useState(product.title);
  const [description, setDescription] = useState(product.description);
  const [brand, setBrand] = useState(product.brand ?? '');
  const deed = useDeed();
  const save = (name: string, body: object, done: string) => deed.run(name, async () => {
    await call('PATCH', `/products/${product.id}`, productShape, { body, ifMatch: product.revision });
    say(done);
    onDone();
  });
  return (
    <Dialog title={t('product.edit', { code: product.code })} onClose={onClose} wide onSubmit={() => void save('save', { title: title.trim(), description, brand: brand.trim() || null }, t('product.saved', { what: product.code }))}
      actions={<><Button kind="quiet" busy={deed.busy === 'archive'} onClick={() => void save('archive', { archived: product.archivedAt === null }, t(product.archivedAt ? 'product.unarchived' : 'product.archivedNow', { code: product.code }))}>{t(product.archivedAt ? 'product.unarchive' : 'product.archive')}</Button><span class="push" /><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main-action" submit disabled={!title.trim()} busy={deed.busy === 'save'}>{t('act.save')}</Button></>}>
      <Field label={t('product.title')} value={title} onInput={setTitle} required max={255} hint={t('count.ofLetters', { n: [...title].length, max: 255 })} />
      <Field label={t('product.description')} value={description} onInput={setDescription} rows={8} max={5000} hint={t('count.ofLetters', { n: [...description].length, max: 5000 })} />
      <Field label={t('product.brand')} value={brand} onInput={setBrand} max={120} />
    </Dialog>
  );
}
