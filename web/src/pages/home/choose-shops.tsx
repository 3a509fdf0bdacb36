import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Choose } from '../../design/field.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { connected, cooperatives, type Offer } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { useLoad } from '../../server/use-load.js';
import { t } from '../../words/words.js';

interface Chosen { readonly on: boolean; readonly cooperativeId: string; readonly shopId: string }

/** Which shops of a grant are connected, for whom, and which registered shop each of them is. Nothing is read there or sent before. */
export function ChooseShops({ offer, path, body = {}, onClose, onDone }: { readonly offer: Offer; readonly path: string; readonly body?: object; readonly onClose: () => void; readonly onDone: () => void }) {
  const units = useLoad('/cooperatives', cooperatives).data?.items ?? [];
  const [chosen, choose] = useState<Readonly<Record<string, Chosen>>>({});
  const deed = useDeed();
  const named = (id: string): string | undefined => { const name = offer.offered.find((shop) => shop.remoteId === id)?.name.toLowerCase(); return offer.registered.find((shop) => shop.name.toLowerCase() === name)?.id; };
  const of = (id: string): Chosen => chosen[id] ?? { on: offer.offered.length === 1, cooperativeId: units[0]?.id ?? '', shopId: named(id) ?? 'new' };
  const shops = offer.offered.filter(({ remoteId }) => of(remoteId).on).map(({ remoteId }) => ({ remoteId, shopId: of(remoteId).shopId, ...(of(remoteId).cooperativeId ? { cooperativeId: of(remoteId).cooperativeId } : {}) }));
  const connect = () => deed.run('connect', async () => {
    const made = await call('POST', path, connected, { body: { ...body, shops } });
    say(t('connect.connected', { shop: made.shops.map((shop) => shop.name).join(', ') }));
    onDone();
  });
  return (
    <Dialog title={t('connect.choose')} onClose={onClose} onSubmit={() => void connect()} actions={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main-action" icon="sambung" submit disabled={shops.length === 0} busy={deed.busy !== null}>{t('connect.title')}</Button></>}>
      <p class="dim">{t('connect.choose.why')}</p>
      {offer.offered.map(({ remoteId, name }) => {
        const set = (more: Partial<Chosen>) => choose({ ...chosen, [remoteId]: { ...of(remoteId), ...more } });
        return (
          <div key={remoteId} class="stack">
            <label class="choice"><input type="checkbox" checked={of(remoteId).on} onChange={(event) => set({ on: event.currentTarget.checked })} /> {name} <span class="small dim">{remoteId}</span></label>
            {of(remoteId).on && units.length > 1 && <Choose label={t('connect.choose.unit', { shop: name })} value={of(remoteId).cooperativeId} options={units.map((unit) => [unit.id, unit.name] as const)} onChange={(cooperativeId) => set({ cooperativeId })} />}
            {of(remoteId).on && offer.registered.length > 0 && <Choose label={t('connect.choose.which', { shop: name })} value={of(remoteId).shopId} options={[['new', t('connect.choose.new')], ...offer.registered.map((shop) => [shop.id, shop.name] as const)]} onChange={(shopId) => set({ shopId })} />}
          </div>
        );
      })}
    </Dialog>
  );
}
