import { t } from '../words/words.js';
import { Icon } from './icon.js';

interface Numbers { readonly total: number; readonly succeeded: number; readonly failed: number; readonly waiting: number; readonly skipped: number }
export const runSentence = (run: Numbers): string => t('run.sentence', { ok: run.succeeded, bad: run.failed, wait: run.waiting });

export const RunBar = ({ run, label }: { readonly run: Numbers; readonly label: string }) => (
  <div class="run" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={run.total} aria-valuenow={run.total - run.waiting} aria-valuetext={runSentence(run)}>
    {run.succeeded > 0 && <i class="ok" style={{ flexGrow: run.succeeded }} />}{run.failed > 0 && <i class="bad" style={{ flexGrow: run.failed }} />}{run.waiting > 0 && <i class="wait" style={{ flexGrow: run.waiting }} />}{run.skipped > 0 && <i class="rest" style={{ flexGrow: run.skipped }} />}
  </div>
);

export const Tally = ({ run }: { readonly run: Numbers }) => (
  <div class="tally">
    <div class="ok"><b class="num">{t('number', { n: run.succeeded })}</b><Icon name="ok" /><span>{t('run.succeeded')}</span></div>
    <div class="bad"><b class="num">{t('number', { n: run.failed })}</b><Icon name="gagal" /><span>{t('run.failed')}</span></div>
    <div class="wait"><b class="num">{t('number', { n: run.waiting })}</b><Icon name="tunggu" /><span>{t('run.waiting')}</span></div>
  </div>
);
