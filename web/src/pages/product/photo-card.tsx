import { useRef } from 'preact/hooks';
import { Button } from '../../design/button.js';
import { Icon } from '../../design/icon.js';
import { say } from '../../design/toast.js';
import { call } from '../../server/call.js';
import { type Product } from '../../server/shapes.js';
import { anything } from '../../server/wire.js';
import { useDeed } from '../../server/use-deed.js';
import { may } from '../../session/session.js';
import { t } from '../../words/words.js';

export function PhotoCard({ product, reload }: { readonly product: Product; readonly reload: () => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  const deed = useDeed();
  const add = (files: readonly File[]) => deed.run('add', async () => {
    for (const file of files) await call('POST', `/products/${product.id}/photos`, anything, { bytes: file });
    say(t('photos.added', { n: files.length }));
    reload();
  });
  return (
    <section class="card"><header><h2>{t('photos.title')}</h2><span class="dim small push num">{t('count.photos', { n: product.photos.length })}</span></header>
      <div class="photos">{product.photos.map((photo, index) => <img key={photo.id} src={`${photo.url}?w=160`} alt={t('photos.alt', { n: index + 1, title: product.title })} width={88} height={88} loading="lazy" decoding="async" />)}{product.photos.length === 0 && <p class="dim">{t('photos.none')}</p>}</div>
      {product.photos.flatMap((photo, index) => photo.advice.map(({ code, title, steps }) => (
        <details key={`${photo.id} ${code}`} class="raw coach"><summary><Icon name="kanan" size="s" />{t('photos.one', { n: index + 1 })} · {title}</summary><ol>{steps.map((step) => <li key={step}>{step}</li>)}</ol></details>
      )))}
      {may('catalogue.write') && <div class="box-foot"><input ref={chooser} type="file" accept="image/*" multiple hidden onChange={(event) => { const files = [...(event.currentTarget.files ?? [])]; if (files.length > 0) void add(files); event.currentTarget.value = ''; }} /><Button icon="foto" busy={deed.busy !== null} onClick={() => chooser.current?.click()}>{t('photos.add')}</Button></div>}
    </section>
  );
}
