/**
 * The closed list of what a person may have to mend, with its words. An adapter names a cause by its key, never by a vendor's word;
 * the vendor's own code and message travel beside it in `Issue.rawCode` and `Issue.rawMessage`.
 *
 * `severity`: blocks = not on sale; sells = on sale with a defect; stops = the whole shop stands still;
 *   waits = solves itself, never shown as a failure; decide = a person must choose; informs = nothing is wrong yet, told ahead.
 * `owner`: who can mend it. `{toko}` and the like are filled from the shop and from `Issue.params`; both languages hold the same ones.
 * A cause's `code` is for ever: a new cause takes a free one, none is renumbered or used again. It stands in the file of its meaning.
 */
import type { CauseEntry } from './cause.js';
import { listings } from './listings.js';
import { offers } from './offers.js';
import { orders } from './orders.js';
import { packages } from './packages.js';
import { particulars } from './particulars.js';
import { photos } from './photos.js';
import { readiness } from './readiness.js';
import { shops } from './shops.js';
import { texts } from './texts.js';
import { trouble } from './trouble.js';
import { variants } from './variants.js';

export type { CauseEntry, CauseWords } from './cause.js';

const entries = { ...texts, ...photos, ...particulars, ...packages, ...variants, ...offers, ...listings, ...orders, ...readiness, ...shops, ...trouble };

export type Cause = keyof typeof entries;
export const causes: Readonly<Record<Cause, CauseEntry>> = entries;
export const isCause = (name: string): name is Cause => Object.hasOwn(entries, name);
