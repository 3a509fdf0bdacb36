import type { Noted } from './noted.js';

/** Every error code seen of Blibli (no public list exists), with the messages that tell what a code with many meanings means. */
export const noted: readonly Noted[] = [
  { kind: 'quota', verdicts: ['wait'], owners: ['marketplace'], codes: ['ERR-PA429001', '429'] },
  { kind: 'transient', verdicts: ['retry'], owners: ['marketplace'], codes: ['ERR-MA500007', '500', '502', '503', '504'] },
  { kind: 'gone', verdicts: ['gone'], owners: ['data'], codes: ['ERR-PA404012', '404'] },
  { kind: 'grant', verdicts: ['reauthorise'], owners: ['connection'], codes: [['ERR-PA400054', 'store not bound'], ['ERR-PA400054', 'Seller id not recognized'], '401', '403'] },
  { kind: 'validation', verdicts: ['reject'], owners: ['data'], codes: [['ERR-PA400054', 'validation failed'], ['400', 'something is not right'], ['ERR-PA400054', 'description exceeds 5000 characters'], ['ERR-PA400054', 'duplicate merchant sku']] },
  { kind: 'campaign', verdicts: ['park'], owners: ['marketplace'], codes: [['ERR-PA400054', 'price is frozen by a campaign']] },
];
