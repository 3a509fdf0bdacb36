import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary, useLayoutEffect, useRef } from 'preact/hooks';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter-preact';
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
import { Problem } from '../server/problem.js';
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

// Back leads to the row one came from, a link to the top; whoever had the focus on what is gone goes on in the page.
history.scrollRestoration = 'manual';
const left = new Map<string, number>();
let back = false;
addEventListener('scroll', () => left.set(location.href, scrollY), { passive: true });
addEventListener('popstate', () => { back = true; });
function comeTo(): void {
  scrollTo(0, back ? left.get(location.href) ?? 0 : 0);
  back = false;
  if (document.activeElement === document.body) document.getElementById('isi')?.focus({ preventScroll: true });
}

/** A page that breaks takes nothing else with it. */
function Guarded({ children }: { readonly children: ComponentChildren }) {
  const [error] = useErrorBoundary((thrown: unknown) => reportError(thrown));
  return error === undefined ? <>{children}</> : <><h1 class="sr">Serentak</h1><Failed problem={new Problem(0, 'SRT-NET-003', t('problem.page'), t('problem.strange.next'))} again={() => location.reload()} /></>;
}

function Signed() {
  const [path] = useLocation();
  const title = titles.find(([pattern]) => pattern.test(path))?.[1] ?? 'nav.home';
  const place = `${path} ${new URLSearchParams(useSearch()).get('after') ?? ''}`, was = useRef(place);
  useEffect(() => {
    if (was.current !== place) comeTo();
    was.current = place;
  }, [place]);
  useLayoutEffect(() => { document.title = `${t(title)} · Serentak`; });
  return (
    <>
      <a class="skip" href="#isi">{t('nav.skip')}</a>
      <div class="app">
        <Nav />
        <div class="main">
          <Top />
          <main id="isi" tabIndex={-1}>
            <Offline />
            <Guarded key={path}><Switch>
              <Route path="/"><HomePage /></Route>
              <Route path="/produk"><ProductsPage /></Route>
              <Route path="/produk/:id">{({ id }) => <ProductPage key={id} id={id} />}</Route>
              <Route path="/pesanan"><OrdersPage /></Route>
              <Route path="/masalah"><FailuresPage /></Route>
              <Route path="/tindakan/:id">{({ id }) => <RunPage key={id} id={id} />}</Route>
              <Route><Redirect to="/" /></Route>
            </Switch></Guarded>
          </main>
        </div>
      </div>
      <Shortcuts />
    </>
  );
}
