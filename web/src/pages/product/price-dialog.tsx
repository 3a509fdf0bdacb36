import { Dialog } from '../../design/dialog.js';
import { BoneRows, Failed } from '../../design/empty.js';
import { Icon } from '../../design/icon.js';
import { query } from '../../server/call.js';
import { pricePreview, type Shop } from '../../server/shapes.js';
import { useLoad } from '../../server/use-load.js';
import { shortDay } from '../../words/dates.js';
import { rupiah, t } from '../../words/words.js';

/** Only an address of the web becomes a link; any other source is said. */
function Source({ of, readOn }: { readonly of: string | null; readonly readOn: string | null }) {
  if (of === null || readOn === null) return null;
  const words = t('price.source', { date: shortDay(readOn) });
  return <div class="small dim">{/^https?:\/\//.test(of) ? <a class="link" href={of} target="_blank" rel="noreferrer noopener">{words}</a> : `${words}: ${of}`}</div>;
}

/** From the catalogue price to what is left of it in one shop: a sentence, then line by line, each fee with its source. */
export function PriceDialog({ productId, shop, onClose }: { readonly productId: string; readonly shop: Shop; readonly onClose: () => void }) {
  const load = useLoad(`/price-preview${query({ productId, shop: shop.id })}`, pricePreview, ['products', 'shops', 'listings']);
  return (
    <Dialog title={t('price.of', { shop: shop.name })} onClose={onClose} wide>
      {!load.data ? (load.problem ? <Failed problem={load.problem} again={load.reload} /> : <BoneRows rows={4} />) : load.data.items.map((item) => (
        <section key={item.variantId} class="stack">
          <h3 class="mono">{item.sku}</h3>
          <p>{item.sentence}</p>
          <dl class="sum loose">{item.lines.map((line, index) => (
            <div key={index}><dt>{line.text}<Source of={line.source} readOn={line.readOn} /></dt><dd class={`num${line.kind === 'price' || line.kind === 'left' ? ' strong' : ''}`}>{line.amount === null ? '–' : rupiah(line.amount)}</dd></div>
          ))}</dl>
          {item.warnings.length > 0 && <ul class="checks">{item.warnings.map((warning) => <li key={warning} class="warn"><Icon name="awas" /><div class="small">{warning}</div></li>)}</ul>}
        </section>
      ))}
    </Dialog>
  );
}
