import { useState } from 'preact/hooks';
import { WordMark } from '../../design/brand.js';
import { Button } from '../../design/button.js';
import { Field, Switch } from '../../design/field.js';
import { Icon } from '../../design/icon.js';
import { Problem } from '../../server/problem.js';
import { signIn } from '../../session/session.js';
import { talk } from '../../session/taste.js';
import { language, t } from '../../words/words.js';

export function SignInPage() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [seen, see] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const enter = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await signIn(email.trim(), password);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
      setBusy(false);
    }
  };
  document.title = `${t('signIn.title')} · Serentak`;
  return (
    <>
      <a class="skip" href="#isi">{t('nav.skip')}</a>
      <div class="door">
        <header class="door-art">
          <WordMark petals="#a9c8ec" heart="#e2a86f" ink="#f7f3ec" />
          <div class="say"><b>{t('signIn.say1')}<br />{t('signIn.say2')}<br />{t('signIn.say3')}</b><p>{t('signIn.about')}</p></div>
          <span class="say note">{t('signIn.note')}</span>
        </header>
        <main class="door-form" id="isi" tabIndex={-1}>
          <div class="stack door-stack">
            <h1>{t('signIn.title')}</h1>
            {problem && <div class="banner bad" role="alert"><Icon name="gagal" /><div class="grow"><strong>{problem.title}</strong><br />{problem.next}</div></div>}
            <form class="stack" onSubmit={(event) => { event.preventDefault(); if (!busy) void enter(); }}>
              <Field label={t('signIn.email')} type="email" name="email" autocomplete="username" required value={email} onInput={setEmail} />
              <Field label={t('signIn.password')} type={seen ? 'text' : 'password'} name="password" autocomplete="current-password" required value={password} onInput={setPassword}>
                <Button kind="bare" icon="lihat" label={t(seen ? 'signIn.hide' : 'signIn.show')} pressed={seen} onClick={() => see(!seen)} />
              </Field>
              <Button kind="main-action" class="wide" submit busy={busy}>{t('signIn.enter')}</Button>
            </form>
            <p class="dim small">{t('signIn.noAccount')}</p>
            <Switch label={t('account.language')} value={language.value} options={[['id', 'Bahasa Indonesia'], ['en', 'English']]} onChange={(next) => void talk(next)} />
          </div>
        </main>
      </div>
    </>
  );
}
