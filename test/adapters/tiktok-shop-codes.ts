import type { Noted } from './noted.js';

const span = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** Every error code that TikTok Shop's documents name, by their classes. */
export const noted: readonly Noted[] = [
  { kind: 'token', verdicts: ['reauthorise'], owners: ['connection'], codes: ['105002', '36004004', '36004005', '36004001', '105001', ['36009004', 'Invalid access token'], ['36009004', 'app_key is not valid']] },
  { kind: 'grant', verdicts: ['reauthorise'], owners: ['connection'], codes: ['106013', '106011', '101000'] },
  { kind: 'frame of the call', verdicts: ['alarm', 'retry'], owners: ['marketplace'], codes: ['106001', '36009004', ['36009004', 'timestamp expired'], ['36009004', 'unexpected shop_cipher'], '36009009', '36009010', '36009014', '36009022', '12052180'] },
  { kind: 'access', verdicts: ['wait'], owners: ['connection'], codes: ['105005', '36009033'] },
  { kind: 'limits', verdicts: ['wait'], owners: ['marketplace'], codes: ['36009002', '12052109'] },
  { kind: 'transient', verdicts: ['retry'], owners: ['marketplace'], codes: ['36009003', '36009007', '25001028', '10002014', '10002015', '10037002', '10037003', '10037004'] },
  { kind: 'category', verdicts: ['reject'], owners: ['data'], codes: ['12052023', '12052024', '12052230', '12052217', ...span(12052220, 12052227)] },
  { kind: 'attributes', verdicts: ['reject'], owners: ['data'], codes: ['12052104', '12052182', '12052105'] },
  { kind: 'texts', verdicts: ['reject'], owners: ['data'], codes: ['12052051', '12052261', '12052013', '12052015'] },
  { kind: 'pictures', verdicts: ['reject'], owners: ['data'], codes: ['12052028', '12052722', '12038002', '12038004', '12038005', '12038014', '12019116'] },
  { kind: 'SKUs', verdicts: ['reject'], owners: ['data'], codes: ['12052054', '12019059', '12052996', '12052592', '12052560', '12052525', '12052050'] },
  { kind: 'stock', verdicts: ['reject'], owners: ['data', 'connection'], codes: ['12052055', '12052097', '12019028'] },
  { kind: 'promotion', verdicts: ['park'], owners: ['marketplace'], codes: ['12052393', '12052038', '12019045'] },
  { kind: 'gone', verdicts: ['gone'], owners: ['data'], codes: ['12052260', '12052048'] },
  { kind: 'state', verdicts: ['park', 'wait', 'reject'], owners: ['marketplace'], codes: ['12052901', '12052700', '12052093', '12052332'] },
  { kind: 'wrapper without its inside', verdicts: ['reject'], owners: ['data'], codes: ['12052990'] },
  { kind: 'cancelling', verdicts: ['reject'], owners: ['data'], codes: ['25001011', '25001014', '25001015', '25001020', '25001021', '25001045', '25001051'] },
];
