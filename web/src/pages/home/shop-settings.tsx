import { useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Choose, Field, wholeNumber } from '../../design/field.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { shop as shopShape, type Shop } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { when } from '../../words/dates.js';
import { t } from '../../words/words.js';

const minuteMs = 60_000;

/** How one shop differs from the catalogue: name, price rule, stock rule, what to do about drift, how often orders are read. */
export function ShopSettings({ shop, onClose, onDone, onRenew }: { readonly shop: Shop; readonly onClose: () => void; readonly onDone: () => void; readonly onRenew: () => void }) {
  const [name, setName] = useState(shop.name);
  const [percent, setPercent] = useState(String(shop.priceRule.percent));
  const [fixed, setFixed] = useState(String(shop.priceRule.fixed));
  const [round, setRound] = useState(String(shop.priceRule.roundTo));
  const [keepBack, setKeepBack] = useState(String(shop.stockRule.keepBack));
  const [cap, setCap] = useState(shop.stockRule.cap === null ? '' : String(shop.stockRule.cap));
  const [drift, setDrift] = useState(shop.drift);
  const [minutes, setMinutes] = useState(String(Math.max(1, Math.round((shop.schedule.orders?.intervalMs ?? 2 * minuteMs) / minuteMs))));
  const deed = useDeed();
  const signed = (typed: string): number | null => (/^-?\d+([.,]\d+)?$/.test(typed.trim()) ? Number(typed.trim().replace(',', '.')) : null);
  const wrong = { percent: signed(percent) === null, fixed: signed(fixed) === null || !Number.isInteger(signed(fixed)), round: !wholeNumber(round), keepBack: wholeNumber(keepBack) === null, cap: cap.trim() !== '' && wholeNumber(cap) === null, minutes: !wholeNumber(minutes) };
  const said = (bad: boolean): string | null => (bad ? t('field.number') : null);
  const save = () => deed.run('save', async () => {
    const body = { name, priceRule: { percent: signed(percent), fixed: signed(fixed), roundTo: wholeNumber(round) }, stockRule: { keepBack: wholeNumber(keepBack), cap: cap.trim() === '' ? null : wholeNumber(cap) }, drift };
    await call('PATCH', `/shops/${shop.id}`, shopShape, { body, ifMatch: shop.revision });
    await call('PATCH', `/shops/${shop.id}/schedule`, shopShape, { body: { orders: { intervalMs: (wholeNumber(minutes) ?? 2) * minuteMs } } });
    say(t('shop.saved', { shop: name }));
    onDone();
  });
  return (
    <Dialog title={t('shop.settings.of', { shop: shop.name })} onClose={onClose} onSubmit={() => { if (!Object.values(wrong).some(Boolean)) void save(); }}
      actions={<><Button kind="quiet" icon="sambung" onClick={onRenew}>{t('shop.renew')}</Button><span class="push" /><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="main-action" submit busy={deed.busy !== null}>{t('act.save')}</Button></>}>
      <Field label={t('shop.name')} value={name} onInput={setName} required max={120} />
      <h3>{t('shop.priceRule')}</h3>
      <div class="cols three">
        <Field label={t('shop.percent')} value={percent} onInput={setPercent} unit="%" numeric wrong={said(wrong.percent)} />
        <Field label={t('shop.fixed')} value={fixed} onInput={setFixed} unit="Rp" numeric wrong={said(wrong.fixed)} />
        <Field label={t('shop.round')} value={round} onInput={setRound} unit="Rp" numeric wrong={said(wrong.round)} />
      </div>
      <h3>{t('shop.stockRule')}</h3>
      <div class="cols three">
        <Field label={t('shop.keepBack')} value={keepBack} onInput={setKeepBack} numeric hint={t('shop.keepBack.why')} wrong={said(wrong.keepBack)} />
        <Field label={t('shop.cap')} value={cap} onInput={setCap} numeric hint={t('shop.cap.why')} wrong={said(wrong.cap)} />
      </div>
      <hr />
      <div class="cols">
        <div class="field"><span class="strong small">{t('shop.drift')}</span><Choose label={t('shop.drift')} value={drift} onChange={setDrift} options={[['correct', t('shop.drift.correct')], ['adopt', t('shop.drift.adopt')]]} /></div>
        <Field label={t('shop.interval')} value={minutes} onInput={setMinutes} unit={t('unit.minutes')} numeric wrong={said(wrong.minutes)} />
      </div>
      {shop.webhook.address && shop.webhook.way && <div class="field"><span class="strong small">{t('shop.webhook.address')}</span><div class="row"><code class="grow">{shop.webhook.address}</code>{'clipboard' in navigator && <Button kind="quiet" onClick={() => void navigator.clipboard.writeText(shop.webhook.address ?? '').then(() => say(t('act.copied')))}>{t('act.copy')}</Button>}</div>
        <span class="hint">{shop.webhook.way === 'pasted' ? t('shop.webhook.how', { shop: shop.title }) : shop.webhook.registeredAt ? t('shop.webhook.registered', { time: when(shop.webhook.registeredAt) }) : t('shop.webhook.registering')}</span>
        <span class="hint">{shop.webhook.lastDeliveryAt ? t('shop.webhook.lastSeen', { time: when(shop.webhook.lastDeliveryAt) }) : t('shop.webhook.notSeen')}</span></div>}
    </Dialog>
  );
}
