import { Link, useLocation } from 'wouter-preact';
import { Tile, WordMark } from '../design/brand.js';
import { Icon, type IconName } from '../design/icon.js';
import { toneOf } from '../design/states.js';
import { failures } from '../server/shapes.js';
import { useLoad } from '../server/use-load.js';
import { t, type Key } from '../words/words.js';

const places: readonly (readonly [string, Key, IconName])[] = [['/', 'nav.home', 'beranda'], ['/produk', 'nav.products', 'produk'], ['/pesanan', 'nav.orders', 'pesanan'], ['/masalah', 'nav.failures', 'masalah']];

export function Nav() {
  const [path] = useLocation();
  const open = useLoad('/failures', failures, ['failures']).data?.causes.filter((cause) => toneOf(cause.severity) === 'bad').length ?? 0;
  return (
    <nav class="nav" aria-label={t('nav.pages')}>
      <Link class="brand" href="/" aria-label={t('nav.brand')}><WordMark /><Tile /></Link>
      {places.map(([href, word, icon]) => (
        <Link key={href} class="to" href={href} aria-current={(href === '/' ? path === '/' : path.startsWith(href)) ? 'page' : undefined}>
          <Icon name={icon} /><span>{t(word)}</span>{' '}{href === '/masalah' && open > 0 && <span class="count bad">{open}<span class="sr"> {t('nav.needYou')}</span></span>}
        </Link>
      ))}
    </nav>
  );
}
