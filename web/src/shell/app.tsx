import { useEffect } from 'preact/hooks';
import { Redirect, Route, Switch, useLocation } from 'wouter-preact';
import { Failed } from '../design/empty.js';
import { Toasts } from '../design/toast.js';
import { FailuresPage } from '../pages/failures/failures-page.js';
import { HomePage } from '../pages/home/home-page.js';
import { OrdersPage } from '../pages/orders/orders-page.js';
import { ProductPage } from '../pages/product/product-page.js';
import { ProductsPage } from '../pages/products/products-page.js';
import { RunPage } from '../pages/runs/run-page.js';
import { InvitationPage } from '../pages/sign-in/invitation-page.js';
import { SignInPage } from '../pages/sign-in/sign-in-page.js';
import { findSession, lost, session } from '../session/session.js';
import { t, type Key } from '../words/words.js';
import { Nav } from './nav.js';
import { Offline } from './offline.js';
import { Shortcuts } from './shortcuts.js';
import { Top } from './top.js';

const titles: readonly (readonly [RegExp, Key])[] = [[/^\/produk/, 'nav.products'], [/^\/pesanan/, 'nav.orders'], [/^\/masalah/, 'nav.failures'], [/^\/tindakan/, 'run.title'], [/^/, 'nav.home']];

/** Whoever is not signed in sees the door, at whatever address they came to, and goes on from there. */
export function App() {
  const [path] = useLocation();
  if (path === '/undangan') return <InvitationPage />;
  if (session.value === undefined) return lost.value ? <main><Failed problem={lost.value} again={() => void findSession()} /></main> : <Starting />;
  return <>{session.value === null ? <SignInPage /> : <Signed />}<Toasts /></>;
}

const Starting = () => <main aria-busy="true"><h1 class="sr">Serentak</h1><div class="busy-line" /><span class="sr">{t('state.loading')}</span></main>;

function Signed() {
  const [path] = useLocation();
  const title = titles.find(([pattern]) => pattern.test(path))?.[1] ?? 'nav.home';
  useEffect(() => { scrollTo(0, 0); }, [path]);
  useEffect(() => { document.title = `${t(title)} · Serentak`; });
  return (
    <>
      <a class="skip" href="#isi">{t('nav.skip')}</a>
      <div class="app">
        <Nav />
        <div class="main">
          <Top />
          <main id="isi" tabIndex={-1}>
            <Offline />
            <Switch>
              <Route path="/"><HomePage /></Route>
              <Route path="/produk"><ProductsPage /></Route>
              <Route path="/produk/:id">{({ id }) => <ProductPage key={id} id={id} />}</Route>
              <Route path="/pesanan"><OrdersPage /></Route>
              <Route path="/masalah"><FailuresPage /></Route>
              <Route path="/tindakan/:id">{({ id }) => <RunPage key={id} id={id} />}</Route>
              <Route><Redirect to="/" /></Route>
            </Switch>
          </main>
        </div>
      </div>
      <Shortcuts />
    </>
  );
}
