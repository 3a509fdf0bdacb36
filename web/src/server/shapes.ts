/** What crosses the wire, as the dashboard needs it. Money in whole rupiah, instants as ISO text (UTC), weights in grams, sizes in millimetres. */
import { anything, dict, flag, list, maybe, number, or, page, shape, text, type Wire } from './wire.js';

const photoPath = maybe(text);
const named = shape({ id: text, name: text });
export const session = shape({
  user: shape({ id: text, name: text, email: text, role: text, language: text }), cooperative: shape({ id: text, name: text, timezone: text }), permissions: list(text), recoveryCodes: maybe(list(text)),
});
export const enrolment = shape({ enrolment: shape({ ticket: text, secret: text, uri: text, picture: text }) });
export type Enrolment = Wire<typeof enrolment>['enrolment'];
export const invitation = shape({ kind: text, cooperative: text, email: text, name: maybe(text), role: maybe(text) });
export type Invitation = Wire<typeof invitation>;
export type Session = Wire<typeof session>;

export const cooperative = shape({ id: text, name: text, depth: number });
export const cooperatives = page(cooperative);

export const rawAnswer = maybe(shape({ code: text, message: text }));
export const issue = shape({
  cause: text, code: text, severity: text, field: maybe(text), value: anything, rule: anything, sku: maybe(text), title: text, sentence: text, button: text, raw: rawAnswer,
});
export type Issue = Wire<typeof issue>;

const schedule = maybe(shape({ intervalMs: number, everyMs: number, nextAt: maybe(text), lastOkAt: maybe(text), paused: flag }));
export const shop = shape({
  id: text, name: text, marketplace: text, title: text, short: text, environment: maybe(text),
  connection: shape({ id: maybe(text), state: text, lastFour: text, expiresAt: maybe(text), endsAt: maybe(text) }),
  paused: flag, pause: or(maybe(shape({ by: text, sentence: maybe(text), testing: flag })), null), gate: maybe(shape({ until: maybe(text), cause: maybe(text), sentence: text })),
  priceRule: shape({ percent: or(number, 0), fixed: or(number, 0), roundTo: or(number, 1) }), stockRule: shape({ keepBack: number, cap: maybe(number) }), drift: text,
  schedule: shape({ orders: schedule, readBack: schedule }), due: shape({ listings: number, offers: number, oldestAt: maybe(text) }),
  quota: list(shape({ op: maybe(text), until: text, cause: maybe(text) })), waitsForQuota: shape({ rows: or(number, 0), nextAt: maybe(text) }), lastOrderAt: maybe(text),
  listings: shape({ live: number, waiting: number, review: number, failed: number, withdrawn: number, paused: number }),
  webhook: shape({ way: maybe(text), address: maybe(text), registeredAt: maybe(text), seenAt: maybe(text), lastDeliveryAt: maybe(text), state: maybe(text) }), revision: number,
});
export type Shop = Wire<typeof shop>;
export const shops = page(shop);

const formField = shape({ field: text, label: anything, help: anything, secret: flag, required: flag });
export const marketplace = shape({ name: text, title: text, short: text, consent: flag, returnTo: maybe(text), practice: flag, credentials: list(formField) });
export type Marketplace = Wire<typeof marketplace>;
export const marketplaces = page(marketplace);
export const connected = shape({ id: text, shops: list(named) });
/** What a grant opens, and the registered shops that wait for one. */
export const offer = shape({ offered: list(shape({ remoteId: text, name: text })), registered: list(named) });
export type Offer = Wire<typeof offer>;

export const overview = shape({
  todo: list(shape({ kind: text, severity: text, cause: maybe(text), title: text, sentence: text, count: number, products: or(number, 0), shop: maybe(shape({ id: text, short: text })), shops: or(list(shape({ id: text, short: text, count: number })), []), button: text, href: text })),
  shops: list(shop),
  totals: shape({ products: number, outOfStock: number, live: number, failed: number, waiting: number, ordersToShip: number, ordersToday: number, revenueToday: number }),
  recent: list(shape({ at: text, kind: text, text: text, href: text })),
});
export type Overview = Wire<typeof overview>;

export const productRow = shape({
  id: text, code: text, title: text, cooperative: text, photo: photoPath, photos: number, price: shape({ min: number, max: number }), stock: shape({ onHand: number, reserved: number, available: number }),
  variants: number, archivedAt: maybe(text), review: maybe(shape({ id: text, state: text })), listings: or(list(shape({ id: text, shopId: text, state: text })), []),
});
export type ProductRow = Wire<typeof productRow>;
export const productPage = shape({ items: list(productRow), next: maybe(text), total: number });

const stock = shape({ onHand: number, reserved: number, available: number, short: or(number, 0) });
export const variant = shape({
  id: text, sku: text, choice: or(list(text), []), price: number, barcode: maybe(text), grams: maybe(number), lengthMm: maybe(number), widthMm: maybe(number), heightMm: maybe(number), stock, archivedAt: maybe(text),
});
export type Variant = Wire<typeof variant>;
export const variants = page(variant);
export const product = shape({
  id: text, code: text, title: text, description: text, brand: maybe(text), cooperative: text, category: maybe(shape({ id: text, path: text })), member: maybe(named), axes: list(text),
  photos: list(shape({ id: text, url: text, width: number, height: number, advice: or(list(shape({ code: text, title: text, steps: list(text) })), []) })), variants: list(variant), revision: number, archivedAt: maybe(text), review: maybe(shape({ state: text })),
});
export type Product = Wire<typeof product>;
export const productHistory = page(shape({ id: text, at: text, by: maybe(shape({ id: text, name: maybe(text) })), whyText: maybe(text), lines: list(text) }));

const side = shape({ sent: maybe(number), wanted: maybe(number), state: text });
const listingFields = {
  id: text, productId: text, shopId: text, state: text, wanted: text, reason: maybe(text), notBefore: maybe(text), attempts: number, issues: list(issue), places: or(list(shape({ id: text, name: text, state: text })), []), remoteItemId: maybe(text), acceptedAt: maybe(text),
  offers: list(shape({ id: text, variantId: text, sku: text, stock: side, price: side })),
};
export const listing = shape(listingFields);
export const listings = page(listing);
export const listingDetail = shape({ ...listingFields, accepted: anything, diff: or(list(shape({ field: text, before: anything, after: anything })), []), preflight: or(list(issue), []), warnings: or(list(issue), []) });
export type ListingDetail = Wire<typeof listingDetail>;

export const readiness = shape({ items: list(shape({ shop: shape({ id: text, name: text }), readiness: text, issues: list(issue), overridden: or(list(text), []) })) });
export type Readiness = Wire<typeof readiness>['items'][number];

export const pricePreview = shape({
  items: list(shape({ variantId: text, sku: text, sentence: text, announced: list(text), warnings: list(text), lines: list(shape({ kind: text, text, amount: maybe(number), source: maybe(text), readOn: maybe(text) })) })),
});

export const order = shape({
  id: text, number: text, shopId: text, shop: text, marketplace: text, platform: maybe(named), fulfilledBy: or(text, 'seller'), status: text, rawStatus: text, placedAt: text, paidAt: maybe(text), shipBy: maybe(text), changedAt: text, total: number, buyer: maybe(shape({ name: text })),
  lines: list(shape({ id: text, sku: text, title: text, quantity: number, cancelled: number, unitPaid: number, variantId: maybe(text), product: maybe(shape({ id: text, title: text, photo: photoPath })), held: number, short: number })),
  decide: flag,
});
export type Order = Wire<typeof order>;
export const orderPage = shape({ items: list(order), next: maybe(text), counts: dict(number) });

export const causeGroup = shape({
  cause: text, code: maybe(text), severity: text, owner: text, title: text, sentence: text, button: text, field: maybe(text), shops: list(shape({ id: text, name: or(text, ''), short: text, count: number })), products: number, count: number, firstAt: text, lastAt: text,
  new24h: or(number, 0), before24h: or(number, 0), aside: or(number, 0), assignees: or(list(shape({ id: text, name: text, count: number })), []),
});
export type CauseGroup = Wire<typeof causeGroup>;
export const failures = shape({ causes: list(causeGroup), waiting: list(shape({ shopId: text, kind: text, count: number, until: maybe(text), sentence: text })) });
export const failure = shape({
  id: text, shopId: text, shop: text, operation: text, subject: text, product: maybe(shape({ id: text, title: text, code: text, photo: photoPath })), order: maybe(shape({ id: text, number: text })),
  touches: or(maybe(shape({ count: number, products: list(shape({ id: text, title: text, code: text })) })), null),
  field: maybe(text), value: anything, rule: anything, sentence: text, button: or(text, ''), raw: rawAnswer, issues: or(list(issue), []), times: number, firstAt: text, lastAt: text,
  assignee: or(maybe(shape({ id: text, name: text })), null), dismissedUntil: or(maybe(text), null), dismissals: or(list(shape({ reason: text, by: maybe(text), at: text, until: maybe(text) })), []),
});
export const checked = shape({ passing: number, failing: number, unknown: number, next: maybe(text) });
export type Failure = Wire<typeof failure>;
export const failurePage = page(failure);

export const run = shape({ id: text, kind: text, state: text, total: number, succeeded: number, failed: number, waiting: number, skipped: number, createdAt: text, by: maybe(text) });
export type Run = Wire<typeof run>;
export const runs = page(run);
export const runItems = page(shape({ subject: text, listingId: maybe(text), result: text, product: maybe(shape({ id: text, title: maybe(text) })), shop: maybe(text) }));
export const started = shape({ action: text, wishes: number });
export const begun = shape({ id: text });
export const retried = shape({ action: text });
export const moved = shape({ onHand: number });
export const categorySuggestions = shape({ treeRead: flag, items: list(shape({ id: text, name: text, path: text, score: number, because: list(shape({ kind: text, ours: or(text, ''), theirs: or(text, ''), title: or(text, '') })) })) });
export type CategorySuggestion = Wire<typeof categorySuggestions>['items'][number];
export const attributeValues = shape({ items: list(shape({ id: text, name: text, missing: flag, units: list(text), options: list(shape({ id: text, name: text })) })) });
export const remoteCategories = shape({ items: list(shape({ id: text, name: text, leaf: flag })) });
