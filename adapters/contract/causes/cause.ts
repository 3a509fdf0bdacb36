/** What stands in the closed list of causes for each of them; the list itself and its rules: `index.ts`. */
export interface CauseWords {
  readonly title: string;
  readonly sentence: string;
  readonly button: string;
}
export interface CauseEntry {
  readonly code: string;
  readonly severity: 'blocks' | 'sells' | 'stops' | 'waits' | 'decide' | 'informs';
  readonly owner: 'data' | 'connection' | 'marketplace' | 'us';
  /** Where it is mended: a page of the dashboard (`{produk}` and `{sebab}` are filled), or the marketplace's own seller centre. */
  readonly link: `/${string}` | 'pusat-penjual';
  readonly id: CauseWords;
  readonly en: CauseWords;
}
