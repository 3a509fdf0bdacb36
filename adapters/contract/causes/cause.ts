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
  readonly id: CauseWords;
  readonly en: CauseWords;
}
