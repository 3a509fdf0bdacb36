import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Bone, Failed } from '../../design/empty.js';
import { Field, Switch } from '../../design/field.js';
import { ShopMark } from '../../design/states.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { Problem } from '../../server/problem.js';
import { connected, marketplaces, offer, type Marketplace, type Offer } from '../../server/shapes.js';
import { shape, text } from '../../server/wire.js';
import { useDeed } from '../../server/use-deed.js';
import { useLoad } from '../../server/use-load.js';
import { t } from '../../words/words.js';
import { ChooseShops } from './choose-shops.js';
import { beforeConsent, CredentialForm, filled, type Typed } from './credential-form.js';

type Environment = 'live' | 'test' | 'practice';

/** Connects a shop: by the marketplace's own consent page where it has one, else by keys, checked before they are kept. */
export function ConnectDialog({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }) {
  const load = useLoad('/marketplaces', marketplaces);
  const [chosen, choose] = useState<Marketplace | null>(null);
  if (chosen) return <ConnectForm marketplace={chosen} onClose={onClose} onDone={onDone} onBack={() => choose(null)} />;
  return (
    <Dialog title={t('connect.title')} onClose={onClose}>
      <p class="dim">{t('connect.which')}</p>
      {load.problem && !load.data ? <Failed problem={load.problem} again={load.reload} /> : (
        <ul class="results">{load.data ? load.data.items.map((place) => <li key={place.name}><button type="button" onClick={() => choose(place)}><ShopMark short={place.short} name={place.title} /></button></li>) : <li><Bone width="14rem" /></li>}</ul>
      )}
    </Dialog>
  );
}

function ConnectForm({ marketplace, onClose, onDone, onBack }: { readonly marketplace: Marketplace; readonly onClose: () => void; readonly onDone: () => void; readonly onBack: () => void }) {
  const [environment, setEnvironment] = useState<Environment>(marketplace.practice ? 'practice' : 'live');
  const [typed, type] = useState<Typed>({});
  const [url, setUrl] = useState('');
  const [byKeys, setByKeys] = useState(!marketplace.consent);
  const [several, ask] = useState<Offer | null>(null);
  const deed = useDeed();
  const fields = byKeys ? marketplace.credentials : beforeConsent(marketplace.credentials);
  const options: [Environment, string][] = [['live', t('connect.live')], ['test', t('connect.test')], ...(marketplace.practice ? [['practice', t('connect.practice')] satisfies [Environment, string]] : [])];
  const where = { marketplace: marketplace.name, environment, ...(url.trim() ? { url: url.trim() } : {}) };
  const connect = () => deed.run('connect', async () => {
    if (byKeys) {
      const made = await call('POST', '/connections', connected, { body: { ...where, credentials: filled(fields, typed) } }).catch((error: unknown) => {
        if (!(error instanceof Problem) || (error.code !== 'SRT-CON-015' && error.code !== 'SRT-CON-018')) throw error;
        ask(offer(error.body, 'offer'));
        return null;
      });
      if (!made) return;
      say(t('connect.connected', { shop: made.shops.map((shop) => shop.name).join(', ') }));
      onDone();
    } else location.assign((await call('POST', '/connections/consents', shape({ link: text }), { body: { ...where, app: filled(fields, typed) } })).link);
  });
  if (several) return <ChooseShops offer={several} path="/connections" body={{ ...where, credentials: filled(fields, typed) }} onClose={onClose} onDone={onDone} />;
  return (
    <Dialog title={t('connect.to', { marketplace: marketplace.title })} onClose={onClose} onSubmit={() => void connect()}
      actions={<><Button kind="quiet" icon="kiri" onClick={onBack}>{t('act.back')}</Button><span class="push" /><Button kind="main-action" icon={byKeys ? 'sambung' : 'luar'} submit busy={deed.busy !== null}>{byKeys ? t('connect.check') : t('shop.signInTo', { shop: marketplace.short })}</Button></>}>
      <Switch label={t('connect.environment')} value={environment} options={options} onChange={setEnvironment} />
      {marketplace.consent && <p class="dim">{t('connect.consent', { marketplace: marketplace.title })} <button type="button" class="link-btn" onClick={() => setByKeys(!byKeys)}>{t(byKeys ? 'connect.byConsent' : 'connect.byKeys')}</button></p>}
      {!byKeys && marketplace.returnTo && <p class="small dim">{t('connect.consent.back', { marketplace: marketplace.title })}<code>{marketplace.returnTo}</code></p>}
      <CredentialForm fields={fields} typed={typed} onType={type} />
      {environment !== 'live' && !marketplace.credentials.some((entry) => entry.field === 'url') && <Field label={t('connect.url')} type="url" value={url} onInput={setUrl} hint={t('connect.url.why')} />}
      <p class="small dim">{t('connect.sealed')}</p>
    </Dialog>
  );
}
