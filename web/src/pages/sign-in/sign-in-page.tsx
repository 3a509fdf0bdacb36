import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Field } from '../../design/field.js';
import { Problem } from '../../server/problem.js';
import { enrolment as enrolmentShape, type Enrolment, type Session } from '../../server/shapes.js';
import { enter, signIn } from '../../session/session.js';
import { t } from '../../words/words.js';
import { Door, PasswordField } from './door.js';

type Step = 'password' | 'own' | 'code' | 'enrol';
/** What the server asks for next; everything is sent again with it, so that it keeps nothing of a sign-in that is not whole. */
const asks: Readonly<Record<string, Step>> = { 'SRT-ACC-009': 'code', 'SRT-ACC-011': 'own', 'SRT-ACC-012': 'enrol' };
const titles = { password: 'signIn.title', own: 'signIn.own.title', code: 'signIn.code.title', enrol: 'signIn.enrol.title' } as const;

/** `given`: somebody who has just made a password goes on with it; without one they type it. */
export function SignInPage({ given }: { readonly given?: { readonly email: string; readonly password: string } }) {
  const [email, setEmail] = useState(given?.email ?? '');
  const [password, setPassword] = useState(given?.password ?? '');
  const [own, setOwn] = useState('');
  const [code, setCode] = useState('');
  const [spare, setSpare] = useState(false);
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [step, setStep] = useState<Step>('password');
  const [found, setFound] = useState<Session | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const knock = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const entered = await signIn({ email: email.trim(), password, ...(own ? { newPassword: own } : {}), ...(code ? { code } : {}), ...(enrolment ? { enrolment: enrolment.ticket } : {}) });
      if (entered.recoveryCodes) setFound(entered);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const next = asks[error.code];
      if (next === 'enrol') setEnrolment(enrolmentShape(error.body, 'enrolment').enrolment);
      if (next) setStep(next);
      if (!next) setProblem(error);
      setCode('');
      setBusy(false);
    }
  };
  useEffect(() => { if (given?.password) void knock(); }, []);
  useEffect(() => { if (step !== 'password') form.current?.querySelector('input')?.focus(); }, [step, spare]);
  const back = (): void => { setStep('password'); setPassword(''); setOwn(''); setEnrolment(null); setProblem(null); };

  if (found?.recoveryCodes) return <Recovery codes={found.recoveryCodes} onKept={() => void enter(found)} />;
  return (
    <Door title={t(titles[step])} problem={problem}>
      {step === 'enrol' && enrolment && <Scan enrolment={enrolment} />}
      <form class="stack" ref={form} onSubmit={(event) => { event.preventDefault(); if (!busy) void knock(); }}>
        {step === 'password' && <>
          <Field label={t('signIn.email')} type="email" name="email" autocomplete="username" required value={email} onInput={setEmail} />
          <PasswordField label={t('signIn.password')} value={password} onInput={setPassword} />
        </>}
        {step === 'own' && <PasswordField label={t('signIn.own')} hint={t('signIn.own.hint')} fresh value={own} onInput={setOwn} />}
        {(step === 'enrol' || (step === 'code' && !spare)) && <Field key="app" label={t('signIn.code')} hint={t('signIn.code.hint')} name="code" numeric autocomplete="one-time-code" max={7} required value={code} onInput={setCode} />}
        {step === 'code' && spare && <Field key="spare" label={t('signIn.spare')} name="spare" autocomplete="off" max={40} required value={code} onInput={setCode} />}
        <Button kind="main-action" class="wide" submit busy={busy}>{t(step === 'own' ? 'signIn.continue' : 'signIn.enter')}</Button>
      </form>
      {step === 'code' && <Button kind="quiet" onClick={() => { setSpare(!spare); setCode(''); }}>{t(spare ? 'signIn.spare.app' : 'signIn.code.spare')}</Button>}
      {step === 'password' ? <p class="dim small">{t('signIn.noAccount')}</p> : <Button kind="quiet" onClick={back}>{t('signIn.back')}</Button>}
    </Door>
  );
}

const Scan = ({ enrolment: { uri, secret, picture } }: { readonly enrolment: Enrolment }) => (
  <div class="stack">
    <p>{t('signIn.enrol.why')}</p>
    <img src={picture} alt={t('signIn.enrol.picture')} width="180" height="180" />
    <p><a href={uri}>{t('signIn.enrol.open')}</a></p>
    <p class="small">{t('signIn.enrol.secret')}<br /><code>{(secret.match(/.{1,4}/g) ?? []).join(' ')}</code></p>
  </div>
);

const Recovery = ({ codes, onKept }: { readonly codes: readonly string[]; readonly onKept: () => void }) => (
  <Door title={t('signIn.keep.title')} problem={null}>
    <p>{t('signIn.keep.why')}</p>
    <ul class="plain num">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
    <Button kind="main-action" class="wide" onClick={onKept}>{t('signIn.keep.done')}</Button>
  </Door>
);
