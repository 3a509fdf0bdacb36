import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Bone } from '../../design/empty.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { connected, marketplaces, type Shop } from '../../server/shapes.js';
import { shape, text } from '../../server/wire.js';
import { useDeed } from '../../server/use-deed.js';
import { useLoad } from '../../server/use-load.js';
import { t } from '../../words/words.js';
import { CredentialForm, filled, type Typed } from './credential-form.js';

/** Signs a shop in again: the marketplace's consent page where it has one, else new keys, checked before they replace the old. */
export function RenewDialog({ shop, onClose, onDone }: { readonly shop: Shop; readonly onClose: () => void; readonly onDone: () => void }) {
  const place = useLoad('/marketplaces', marketplaces).data?.items.find((entry) => entry.name === shop.marketplace);
  const [typed, type] = useState<Typed>({});
  const [byKeys, setByKeys] = useState<boolean | null>(null);
  const deed = useDeed();
  const keys = byKeys ?? (place ? !place.consent : true);
  const fields = keys && place ? place.credentials : [];
  const renew = () => deed.run('renew', async () => {
    if (keys) {
      await call('PUT', `/connections/${shop.connection.id}/credentials`, connected, { body: { credentials: filled(fields, typed) } });
      say(t('shop.renewed', { shop: shop.name }));
      onDone();
    } else location.assign((await call('POST', '/connections/consents', shape({ link: text }), { body: { connectionId: shop.connection.id } })).link);
  });
  return (
    <Dialog title={t('shop.signInTo', { shop: shop.name })} onClose={onClose} onSubmit={() => void renew()} actions={<><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main-action" submit busy={deed.busy !== null}>{keys ? t('connect.check') : t('shop.signInTo', { shop: shop.short })}</Button></>}>
      <p class="dim">{t('shop.renew.why', { end: shop.connection.lastFour })}</p>
      {place?.consent && <p><button type="button" class="link-btn" onClick={() => setByKeys(!keys)}>{t(keys ? 'connect.byConsent' : 'connect.byKeys')}</button></p>}
      {place ? <CredentialForm fields={fields} typed={typed} onType={type} /> : <Bone width="14rem" />}
    </Dialog>
  );
}
