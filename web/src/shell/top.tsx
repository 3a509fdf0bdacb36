import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { Tile } from '../design/brand.js';
import { Button } from '../design/button.js';
import { Switch } from '../design/field.js';
import { Icon } from '../design/icon.js';
import { say } from '../design/toast.js';
import { heardAt } from '../server/call.js';
import { live } from '../server/live.js';
import { Problem } from '../server/problem.js';
import { changeLanguage, session, signOut } from '../session/session.js';
import { density, isDark, pack, theme, wear } from '../session/taste.js';
import { clockTime } from '../words/dates.js';
import { language, t, tIf } from '../words/words.js';
import { Finder } from './finder.js';
import { finding, helpOpen } from './overlays.js';

const menuOpen = signal(false);

export function Top() {
  const who = session.value;
  if (!who) return null;
  const letters = who.user.name.split(/\s+/).slice(0, 2).map((word) => word.slice(0, 1)).join('').toUpperCase();
  return (
    <header class="top">
      <Link class="brand" href="/" aria-label={t('nav.brand')}><Tile /></Link>
      <div class="unit grow"><div class="strong clip">{who.cooperative.name}</div><div class="dim clip">{tIf(`role.${who.user.role}`, who.user.role)}</div></div>
      <button class="command desk" type="button" onClick={() => { finding.value = true; }}><Icon name="cari" /><span class="grow clip">{t('find.prompt')}</span><kbd>/</kbd></button>
      <Button kind="bare" icon="cari" class="phone" label={t('find.title')} onClick={() => { finding.value = true; }} />
      <span class={`live desk${live.value === 'on' ? '' : ' off'}`} title={t(live.value === 'on' ? 'live.on.why' : 'live.off.why')}><span>{t(live.value === 'on' ? 'live.on' : 'live.off')} · <span class="num">{clockTime(heardAt.value)}</span></span></span>
      <Button kind="bare" icon="tema" label={t(isDark() ? 'theme.toLight' : 'theme.toDark')} onClick={() => wear(isDark() ? 'light' : 'dark')} />
      <div class="menu">
        <Button kind="bare" label={t('account.open', { name: who.user.name, letters })} expanded={menuOpen.value} onClick={() => { menuOpen.value = !menuOpen.value; }}><span class="who" aria-hidden="true">{letters}</span></Button>
        {menuOpen.value && <Account />}
      </div>
      {finding.value && <Finder onClose={() => { finding.value = false; }} />}
    </header>
  );
}

function Account() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shut = (event: Event): void => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : event.target instanceof Node && !box.current?.parentElement?.contains(event.target)) menuOpen.value = false;
    };
    addEventListener('pointerdown', shut);
    addEventListener('keydown', shut);
    return () => { removeEventListener('pointerdown', shut); removeEventListener('keydown', shut); };
  }, []);
  const leave = (): void => {
    menuOpen.value = false;
    signOut().catch((error: unknown) => { if (error instanceof Problem) say(error.title, 'bad'); });
  };
  return (
    <div class="card pad stack" ref={box}>
      <div><div class="strong">{session.value?.user.name}</div><div class="dim small clip">{session.value?.user.email}</div></div>
      <Switch label={t('account.language')} value={language.value} options={[['id', 'Bahasa Indonesia'], ['en', 'English']]} onChange={(next) => { changeLanguage(next).catch((error: unknown) => { if (error instanceof Problem) say(error.title, 'bad'); }); }} />
      <Switch label={t('account.theme')} value={theme.value} options={[['light', t('theme.light')], ['dark', t('theme.dark')], ['system', t('theme.system')]]} onChange={wear} />
      <span class="desk"><Switch label={t('account.density')} value={density.value} options={[['roomy', t('density.roomy')], ['dense', t('density.dense')]]} onChange={pack} /></span>
      <hr />
      <Button kind="quiet" icon="bantuan" onClick={() => { menuOpen.value = false; helpOpen.value = true; }}>{t('keys.title')}</Button>
      <Button onClick={leave}>{t('account.signOut')}</Button>
    </div>
  );
}
