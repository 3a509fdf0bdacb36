/** The kinds of work of a shop, and their lanes: `prompt` is what starves buyers when it waits (orders, stock, price, tokens), `bulk` is the rest. */
export const lanes = {
  'pull-orders': 'prompt',
  'read-orders': 'prompt',
  'push-offers': 'prompt',
  'refresh-tokens': 'prompt',
  'publish-listings': 'bulk',
  'ask-outcomes': 'bulk',
  'read-back': 'bulk',
  'refresh-categories': 'bulk',
  'keep-webhooks': 'bulk',
  'adopt': 'bulk',
} as const;
export type StreamName = keyof typeof lanes;
export type Lane = 'prompt' | 'bulk';
export const isStream = (name: string): name is StreamName => Object.hasOwn(lanes, name);

/** All that a job carries: an address, never a parcel. */
export interface Hint {
  readonly shopId: string;
  readonly cooperativeId: string;
}
