import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Bone } from '../../design/empty.js';
import { Choose, Field } from '../../design/field.js';
import { say } from '../../design/toast.js';
import { call, query } from '../../server/call.js';
import { attributeValues, product as productShape } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { useLoad } from '../../server/use-load.js';
import { anything } from '../../server/wire.js';
import { t } from '../../words/words.js';

/** What a marketplace demands of a category of ours and nobody has said yet: said once here, for all products in it. */
export function AttributesDialog({ productId, shopId, shop, onClose, onDone }: { readonly productId: string; readonly shopId: string; readonly shop: string; readonly onClose: () => void; readonly onDone: () => void }) {
  const category = useLoad(`/products/${productId}`, productShape).data?.category;
  const load = useLoad(category ? `/attribute-values${query({ shop: shopId, category: category.id })}` : null, attributeValues);
  const [typed, type] = useState<Readonly<Record<string, string>>>({});
  const deed = useDeed();
  const missing = load.data?.items.filter((item) => item.missing) ?? [];
  const given = missing.filter((item) => (typed[item.id] ?? '').trim() !== '');
  const save = () => deed.run('save', async () => {
    if (!category) return;
    for (const item of given) {
      const value = (typed[item.id] ?? '').trim(), chosen = item.options.some((option) => option.id === value);
      await call('PUT', '/attribute-values', anything, { body: { shop: shopId, category: category.id, attribute: item.id, values: [chosen ? { id: value } : { text: value, ...(item.units[0] && /^[\d.,]+$/.test(value) ? { unit: item.units[0] } : {}) }] } });
    }
    say(t('attributes.done', { category: category.path, shop }));
    onDone();
  });
  return (
    <Dialog title={t('attributes.title', { shop })} onClose={onClose} onSubmit={() => { if (given.length > 0) void save(); }} actions={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main-action" submit disabled={given.length === 0} busy={deed.busy !== null}>{t('act.save')}</Button></>}>
      <p>{category === null ? t('category.none') : category ? t('attributes.why', { category: category.path }) : <Bone width="12rem" />}</p>
      {load.problem && <p class="dim" role="status">{load.problem.title} {load.problem.next}</p>}
      {load.data && missing.length === 0 && <p class="dim" role="status">{t('attributes.nothing')}</p>}
      {missing.map((item) => {
        const change = (value: string): void => type({ ...typed, [item.id]: value });
        return item.options.length > 0 ? <div class="field" key={item.id}><span aria-hidden="true">{item.name}</span><Choose label={item.name} value={typed[item.id] ?? ''} options={[['', t('attributes.choose')], ...item.options.map((option) => [option.id, option.name] as const)]} onChange={change} /></div>
          : <Field key={item.id} label={item.name} value={typed[item.id] ?? ''} onInput={change} unit={item.units[0]} />;
      })}
    </Dialog>
  );
}
