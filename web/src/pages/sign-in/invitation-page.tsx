import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Button } from '../../design/button.js';
import { Field } from '../../design/field.js';
import { call } from '../../server/call.js';
import { Problem } from '../../server/problem.js';
import { invitation as invitationShape, type Invitation } from '../../server/shapes.js';
import { nothing } from '../../server/wire.js';
import { findSession, session } from '../../session/session.js';
import { t, tIf } from '../../words/words.js';
import { Door, PasswordField } from './door.js';
import { SignInPage } from './sign-in-page.js';

/** Where an invitation's link, or one to a new password, leads: `/undangan#<token>`; what stands after the # no server sees. */
export function InvitationPage() {
  const [token] = useState(() => location.hash.slice(1));
  const [, go] = useLocation();
  const [found, setFound] = useState<Invitation | null>(null);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(true);
  const [made, setMade] = useState(false);
  const [has, setHas] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const trying = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    await work().catch((error: unknown) => { if (error instanceof Problem) setProblem(error); else throw error; });
    setBusy(false);
  };
  useEffect(() => {
    void trying(async () => {
      const read = await call('POST', '/invitation-lookups', invitationShape, { body: { token } });
      setFound(read);
      setName(read.name ?? '');
    });
  }, [token]);
  // Signed in: the address would ask for the link again.
  useEffect(() => { if (made && session.value) go('/', { replace: true }); }, [made, session.value]);
  if (made && found) return <SignInPage given={{ email: found.email, password }} />;
  if (has && found && !session.value) return <SignInPage given={{ email: found.email, password: '' }} />;
  const renew = found?.kind === 'reset', mine = !renew && found?.email.toLowerCase() === session.value?.user.email.toLowerCase();
  const join = (): Promise<void> => trying(async () => {
    await call('POST', '/sessions/current/roles', nothing, { body: { token } });
    await findSession();
    go('/', { replace: true });
  });
  const accept = (): Promise<void> => trying(async () => {
    await call('POST', '/invitation-acceptances', nothing, { body: { token, password, ...(name.trim() ? { name: name.trim() } : {}) } });
    setMade(true);
  });
  return (
    <Door title={t(renew ? 'invite.renew' : 'invite.title')} problem={problem}>
      {found && <>
        <p>{renew ? t('invite.own', { email: found.email, cooperative: found.cooperative }) : t('invite.join', { email: found.email, cooperative: found.cooperative, role: tIf(`role.${found.role}`, found.role ?? '') })}</p>
        {mine ? <Button kind="main-action" class="wide" busy={busy} onClick={() => void join()}>{t('invite.accept')}</Button> : <form class="stack" onSubmit={(event) => { event.preventDefault(); if (!busy) void accept(); }}>
          <input class="sr" type="email" name="email" autocomplete="username" value={found.email} readOnly tabIndex={-1} aria-hidden="true" />
          {!renew && <Field label={t('invite.name')} name="name" autocomplete="name" max={120} required value={name} onInput={setName} />}
          <PasswordField label={t('signIn.own')} hint={t('signIn.own.hint')} fresh value={password} onInput={setPassword} />
          <Button kind="main-action" class="wide" submit busy={busy}>{t(renew ? 'invite.save' : 'invite.create')}</Button>
          {!renew && <Button class="wide" onClick={() => setHas(true)}>{t('invite.has')}</Button>}
        </form>}
      </>}
      {!found && (busy ? <div class="busy-line" /> : <Button onClick={() => go('/', { replace: true })}>{t('invite.toDoor')}</Button>)}
    </Door>
  );
}
