import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { WordMark } from '../../design/brand.js';
import { Button } from '../../design/button.js';
import { Field, Switch } from '../../design/field.js';
import { Icon } from '../../design/icon.js';
import type { Problem } from '../../server/problem.js';
import { talk } from '../../session/taste.js';
import { language, t } from '../../words/words.js';

/** What everybody sees who is not in yet: the name of the house, and one question at a time. */
export function Door({ title, problem, children }: { readonly title: string; readonly problem: Problem | null; readonly children: ComponentChildren }) {
  document.title = `${title} · Serentak`;
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
            <h1>{title}</h1>
            {problem && <div class="banner bad" role="alert"><Icon name="gagal" /><div class="grow"><strong>{problem.title}</strong><br />{problem.next}</div></div>}
            {children}
            <Switch label={t('account.language')} value={language.value} options={[['id', 'Bahasa Indonesia'], ['en', 'English']]} onChange={(next) => void talk(next)} />
          </div>
        </main>
      </div>
    </>
  );
}

interface Secret { readonly label: string; readonly value: string; readonly onInput: (value: string) => void; readonly fresh?: boolean; readonly hint?: string }
/** A password, which can be looked at while typing. `fresh`: one to be made up, which browsers offer to. */
export function PasswordField({ label, value, onInput, fresh, hint }: Secret) {
  const [seen, see] = useState(false);
  return (
    <Field label={label} hint={hint} type={seen ? 'text' : 'password'} name={fresh ? 'new-password' : 'password'} autocomplete={fresh ? 'new-password' : 'current-password'} required value={value} onInput={onInput}>
      <Button kind="bare" icon="lihat" label={t(seen ? 'signIn.hide' : 'signIn.show')} pressed={seen} onClick={() => see(!seen)} />
    </Field>
  );
}
