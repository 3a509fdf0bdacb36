import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { wholeNumber } from '../../design/field.js';
import { State } from '../../design/states.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { type Product, type Variant } from '../../server/shapes.js';
import { anything } from '../../server/wire.js';
import { useDeed } from '../../server/use-deed.js';
import { may } from '../../session/session.js';
import { count, rupiah, t } from '../../words/words.js';
import { StockDialog } from './stock-dialog.js';

/** Price and weight are changed where they stand; stock by a movement with its reason. */
export function VariantTable({ product, reload }: { readonly product: Product; readonly reload: () => void }) {
  const [moving, move] = useState<Variant | null>(null);
  return (
    <section class="stack" aria-labelledby="varian"><h2 id="varian">{t('product.variants')}</h2>
      <div class="table-box"><table class="table cards own" role="table"><thead role="rowgroup"><tr role="row">
        <th role="columnheader" scope="col">{t('product.variant')}</th><th role="columnheader" scope="col">{t('products.price')}</th><th role="columnheader" scope="col">{t('product.weight')}</th><th role="columnheader" scope="col" class="end">{t('product.available')}</th><th role="columnheader" scope="col"><span class="sr">{t('table.deeds')}</span></th>
      </tr></thead><tbody role="rowgroup">{product.variants.filter((variant) => !variant.archivedAt).map((variant) => (
        <tr key={variant.id} role="row" data-row tabIndex={-1}>
          <th role="rowheader" scope="row" class="lead">{variant.choice.length > 0 && <div class="strong">{variant.choice.join(' · ')}</div>}<div class="mono dim">{variant.sku}</div></th>
          <td role="cell" class="full"><Cell variant={variant} field="price" unit="Rp" shown={rupiah(variant.price)} value={variant.price} reload={reload} /></td>
          <td role="cell" class="full"><Cell variant={variant} field="grams" unit="gram" shown={variant.grams === null ? null : t('count.grams', { n: variant.grams })} value={variant.grams} reload={reload} /></td>
          <td role="cell" class="num end" data-label={t('product.available')}><b class="strong">{count(variant.stock.available)}</b>{variant.stock.reserved > 0 && <div class="small dim">{t('product.reserved', { n: variant.stock.reserved, all: variant.stock.onHand })}</div>}{variant.stock.short > 0 && <State tone="bad" icon="gagal">{t('product.short', { n: variant.stock.short })}</State>}</td>
          <td role="cell" class="end act">{may('stock.write') && <Button kind="quiet" onClick={() => move(variant)}>{t('stock.change')}</Button>}</td>
        </tr>
      ))}</tbody></table></div>
      {moving && <StockDialog variant={moving} onClose={() => move(null)} onDone={() => { move(null); reload(); }} />}
    </section>
  );
}

interface CellProps { readonly variant: Variant; readonly field: 'price' | 'grams'; readonly unit: string; readonly shown: string | null; readonly value: number | null; readonly reload: () => void }

function Cell({ variant, field, unit, shown, value, reload }: CellProps) {
  const [typed, type] = useState<string | null>(null);
  const deed = useDeed();
  const name = t(field === 'price' ? 'products.price' : 'product.weight');
  if (!may('catalogue.write')) return <span class="num">{shown ?? '–'}</span>;
  const number = typed === null ? value : wholeNumber(typed);
  // An emptied weight is taken away; a price cannot be.
  const ready = typed !== null && (number !== null ? number > 0 && number !== value : field === 'grams' && typed.trim() === '' && value !== null);
  const save = () => deed.run('save', async () => {
    await call('PATCH', `/variants/${variant.id}`, anything, { body: { [field]: number } });
    say(t('product.saved', { what: `${name} ${variant.sku}` }));
    type(null);
    reload();
  });
  return (
    <form class="cell-input" onSubmit={(event) => { event.preventDefault(); if (ready) void save(); }}>
      <div class="with"><input class="input short num" inputMode="numeric" aria-label={t('product.fieldOf', { field: name, sku: variant.sku })} placeholder={field === 'grams' ? t('product.weight.missing') : ''} value={typed ?? (value === null ? '' : count(value))} onInput={(event) => type(event.currentTarget.value)} onFocus={(event) => event.currentTarget.select()} aria-invalid={typed !== null && !ready && number !== value ? true : undefined} /><span class="unit">{unit}</span></div>
      {ready && <Button submit busy={deed.busy !== null}>{t('act.save')}</Button>}
    </form>
  );
}
