import { Link } from 'wouter-preact';
import { Icon } from '../../design/icon.js';
import { runSentence } from '../../design/run-bar.js';
import { runs } from '../../server/shapes.js';
import { useLoad } from '../../server/use-load.js';
import { t, tIf } from '../../words/words.js';

/** What is under way, on the pages where one would look for it. */
export function RunStrip() {
  const current = useLoad('/bulk-actions', runs, ['listings', 'failures']).data?.items.find((run) => run.state === 'running');
  if (!current) return null;
  return (
    <Link class="banner busy strip" href={`/tindakan/${current.id}`}>
      <Icon name="jalan" turn /><div class="grow"><strong>{tIf(`run.now.${current.kind}`, current.kind)}</strong> <span class="num">{runSentence(current)}</span></div><span class="strip-more">{t('act.see')} <Icon name="kanan" size="s" /></span>
    </Link>
  );
}
