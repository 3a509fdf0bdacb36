import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { Icon } from '../../design/icon.js';
import { ShopMark, State } from '../../design/states.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { shop as shopShape, type Shop } from '../../server/shapes.js';
import { useDeed } from '../../server/use-deed.js';
import { may } from '../../session/session.js';
import { ago, every, span, when } from '../../words/dates.js';
import { count, t } from '../../words/words.js';
import { RenewDialog } from './renew-dialog.js';
import { ShopSettings } from './shop-settings.js';

const Line = ({ word, children }: { readonly word: string; readonly children: ComponentChildren }) => <div><dt>{word}</dt><dd>{children}</dd></div>;

/** Whether news comes by itself: when it last did, that it fell silent, or what is missing before the first can come. */
function News({ webhook }: { readonly webhook: Shop['webhook'] }) {
  const { state, way, lastDeliveryAt } = webhook;
  if (state === null) return <>{t('shop.webhook.absent')}</>;
  if (lastDeliveryAt) return state === 'silent' ? <State tone="warn" icon="awas">{t('shop.webhook.silent', { age: ago(lastDeliveryAt) })}</State> : <>{ago(lastDeliveryAt)}</>;
  return <>{t(way === 'pasted' ? 'shop.webhook.toPaste' : webhook.registeredAt ? 'shop.webhook.none' : 'shop.webhook.notRegistered')}</>;
}

/** One shop's health: is it connected, are its orders read, what waits and since when; and what a person can do about it. */
export function ShopCard({ shop, reload, onConnect }: { readonly shop: Shop; readonly reload: () => void; readonly onConnect: () => void }) {
  const deed = useDeed();
  const [open, setOpen] = useState<'renew' | 'settings' | null>(null);
  const { connection, schedule, due } = shop;
  const manages = may('shops.manage'), operates = may('shops.operate');
  const dead = connection.state === 'dead', unconnected = connection.state === 'none';
  const waiting = due.listings + due.offers;
  const tell = (name: string, body: object, done: string) => deed.run(name, async () => {
    await call('PATCH', `/shops/${shop.id}/schedule`, shopShape, { body });
    say(done);
    reload();
  });
  return (
    <article class="card shopcard" aria-label={shop.name} data-row tabIndex={-1}>
      <header>
        <ShopMark short={shop.short} large /><div class="grow"><h3>{shop.name}</h3><div class="small dim clip">{shop.title}{shop.environment === 'practice' && ` · ${t('shop.practice')}`}</div></div>
        {dead ? <State tone="bad" icon="gagal" tint>{t('shop.signInAgain')}</State> : unconnected ? <State tone="wait" icon="tunggu" tint>{t('shop.noAccess')}</State> : shop.paused ? <State tone="wait" icon="jeda" tint>{t('shop.paused')}</State> : shop.gate ? <State tone="warn" icon="awas" tint>{t('shop.held')}</State> : <State tone="ok" icon="ok">{t('shop.connected')}</State>}
      </header>
      {dead && <div class="banner bad"><Icon name="gagal" /><div class="grow">{t('shop.signInAgain.why', { shop: shop.title })}{!manages && <> {t('shop.askManager')}</>}</div></div>}
      {!dead && shop.gate && <div class="banner warn"><Icon name="awas" /><div class="grow">{shop.gate.sentence}</div></div>}
      {shop.paused && <div class="banner wait"><Icon name="jeda" /><div class="grow">{shop.pause?.by === 'self' ? <>{shop.pause.sentence} {t(shop.pause.testing ? 'shop.testing' : 'shop.paused.bySelf')}</> : t('shop.paused.why')}</div></div>}
      {shop.webhook.state === 'silent' && schedule.orders && <div class="banner warn"><Icon name="awas" /><div class="grow">{t('shop.webhook.silent.why', { every: every(schedule.orders.everyMs) })}</div></div>}
      <dl class="sum pad">
        <Line word={t('shop.listings')}>
          <Link href={`/produk?shop=${shop.id}&listing=live`}>{t('shop.live', { n: shop.listings.live })}</Link>{shop.listings.failed > 0 && <> · <Link href={`/masalah?shop=${shop.id}`}>{t('shop.failed', { n: shop.listings.failed })}</Link></>}
        </Line>
        <Line word={t('shop.due')}>{waiting === 0 ? t('shop.due.none') : <>{count(waiting)}{due.oldestAt && <span class="dim"> · {t('shop.oldest', { age: span(due.oldestAt) })}</span>}</>}</Line>
        <Line word={t('shop.ordersRead')}>{schedule.orders?.lastOkAt ? ago(schedule.orders.lastOkAt) : t('shop.never')}{schedule.orders && !schedule.orders.paused && <span class="dim"> · {every(schedule.orders.everyMs)}</span>}</Line>
        <Line word={t('shop.lastOrder')}>{shop.lastOrderAt ? ago(shop.lastOrderAt) : t('shop.noOrder')}</Line>
        <Line word={t('shop.webhook')}><News webhook={shop.webhook} /></Line>
        <Line word={t('shop.grant')}>{unconnected ? t('shop.noAccess') : dead ? t('shop.grant.over') : connection.expiresAt ? t('shop.grant.renewed', { time: when(connection.expiresAt) }) : t('shop.grant.key', { end: connection.lastFour })}</Line>
        {connection.endsAt && <Line word={t('shop.grant.ends')}>{when(connection.endsAt)}</Line>}
        <Line word={t('shop.quota')}>{shop.waitsForQuota.rows > 0 && shop.waitsForQuota.nextAt ? <State tone="warn" icon="tunggu">{t('shop.quota.rows', { n: shop.waitsForQuota.rows, time: when(shop.waitsForQuota.nextAt) })}</State> : shop.quota[0] ? <State tone="warn" icon="tunggu">{t('shop.quota.wait', { time: when(shop.quota[0].until) })}</State> : t('shop.quota.free')}</Line>
      </dl>
      {(manages || (operates && !dead && !unconnected)) && <div class="box-foot">
        {dead && manages && <Button kind="main-action" icon="luar" onClick={() => setOpen('renew')}>{t('shop.signInTo', { shop: shop.short })}</Button>}
        {operates && !dead && !unconnected && <>
          <Button kind="quiet" icon={shop.paused ? 'ulang' : 'jeda'} busy={deed.busy === 'pause'} onClick={() => void tell('pause', { paused: !shop.paused }, t(shop.paused ? 'shop.resumed' : 'shop.pausedNow', { shop: shop.name }))}>{t(shop.paused ? 'shop.resume' : 'shop.pause')}</Button>
          <Button kind="quiet" icon="terbit" disabled={shop.paused} busy={deed.busy === 'push'} onClick={() => void tell('push', { pushNow: true }, t('shop.pushed', { shop: shop.name }))}>{t('shop.push')}</Button>
          <Button kind="quiet" icon="impor" disabled={shop.paused} busy={deed.busy === 'pull'} onClick={() => void tell('pull', { pullNow: true }, t('shop.pulled', { shop: shop.name }))}>{t('shop.pull')}</Button>
        </>}
        {manages && unconnected && <Button kind="quiet" icon="sambung" onClick={onConnect}>{t('connect.title')}</Button>}
        {manages && !unconnected && <Button kind="quiet" icon="ubah" onClick={() => setOpen('settings')}>{t('shop.settings')}</Button>}
      </div>}
      {open === 'renew' && <RenewDialog shop={shop} onClose={() => setOpen(null)} onDone={() => { setOpen(null); reload(); }} />}
      {open === 'settings' && <ShopSettings shop={shop} onClose={() => setOpen(null)} onDone={() => { setOpen(null); reload(); }} onRenew={() => setOpen('renew')} />}
    </article>
  );
}
