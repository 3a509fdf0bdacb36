/** How states look: tone, outline of the icon, and word; never colour alone. */
import type { ComponentChildren } from 'preact';
import { tIf } from '../words/words.js';
import { Icon, type IconName } from './icon.js';

export type Tone = 'ok' | 'warn' | 'bad' | 'wait' | 'busy';
const looks: Readonly<Record<string, readonly [Tone, IconName]>> = {
  live: ['ok', 'ok'], failed: ['bad', 'gagal'], waiting: ['wait', 'tunggu'], new: ['wait', 'tunggu'], queued: ['wait', 'tunggu'], review: ['wait', 'tunggu'], sending: ['busy', 'jalan'], withdrawn: ['wait', 'lewati'], paused: ['wait', 'jeda'], none: ['wait', 'lewati'],
};
/** How loud a cause is: what sells with a defect, and what is told ahead, warns; everything else is bad. */
export const toneOf = (severity: string): 'warn' | 'bad' => (severity === 'sells' || severity === 'informs' ? 'warn' : 'bad');
const quiet = new Set(['live', 'none', 'withdrawn']);
/** Worst first, for lists of shops. */
const order = ['failed', 'sending', 'waiting', 'new', 'queued', 'review', 'paused', 'live', 'withdrawn', 'none'];
export const rank = (state: string): number => order.indexOf(state);

export const State = ({ tone, icon, tint, children }: { readonly tone: Tone; readonly icon: IconName; readonly tint?: boolean; readonly children: ComponentChildren }) => (
  <span class={`state ${tone}${tint ? ' tint' : ''}`}><Icon name={icon} turn={icon === 'jalan'} />{children}</span>
);

export function ListingState({ state }: { readonly state: string }) {
  const [tone, icon] = looks[state] ?? ['wait', 'tunggu'];
  return <State tone={tone} icon={icon} tint={!quiet.has(state)}>{tIf(`listing.${state}`, state)}</State>;
}

/** A chip of the products list: the shop's name and, unless all is well, the state's word. */
export function ShopChip({ name, state }: { readonly name: string; readonly state: string }) {
  const [tone, icon] = looks[state] ?? ['wait', 'tunggu'];
  const word = tIf(`listing.${state}`, state);
  return <li class={`${tone}${quiet.has(state) ? ' plain' : ''}`}><Icon name={icon} turn={icon === 'jalan'} /><b>{name}</b> {state === 'live' ? <span class="sr">{word}</span> : word}</li>;
}

export const ShopMark = ({ short, name, large }: { readonly short: string; readonly name?: string; readonly large?: boolean }) => <span class={`shop${large ? ' l' : ''}`}><b aria-hidden="true">{short.slice(0, 1)}</b>{name}</span>;
