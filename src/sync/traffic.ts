/** Counts calls for the metrics and knows where practice leads; both are handed in by the house, so that the gateway depends on neither. */
export interface Traffic {
  /** Base address of the practice marketplace of that name; null where none runs (always in production). */
  practiceUrl(marketplace: string): string | null;
  /** A call at the door for pushes; `marketplace` is '' where there is none of that name. */
  pushed(marketplace: string, end: 'taken' | 'unsigned' | 'unknown'): void;
  count(marketplace: string, op: string, end: string, ms: number): void;
}
