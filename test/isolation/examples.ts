import type { Node } from './federations.js';

/** One call that names another co-op's rows. */
export interface Ask {
  /** Values of the address's `:parameters`, in order. */
  readonly at?: readonly (string | undefined)[];
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  /** Sent as it is, with this type, instead of `body`. */
  readonly raw?: { readonly type: string; readonly text: string };
  /** If-Match: the revision the victim's row has. */
  readonly match?: number;
  /** What a stranger is answered for an id in the address, where it is not 404. */
  readonly hidden?: number;
  /** What the victim's own administrator is answered, where it is not 2xx; the reason stands beside it in the table. */
  readonly own?: number;
  /** The victim's own answer holds nothing that is only theirs (empty answers, words of the house). */
  readonly plain?: true;
}
export interface Example {
  readonly asks: (of: Node['ids']) => readonly Ask[];
  /** A unit may see these of its parent: decided in `decisions` (categories, maps and fees are read from above; shops it sells in by name). */
  readonly fromAbove?: true;
}

const to = (...asks: ((i: Node['ids']) => Ask)[]): Example => ({ asks: (ids) => asks.map((ask) => ask(ids)) });
const above = (example: Example): Example => ({ ...example, fromAbove: true });
const list = (more: (i: Node['ids']) => readonly Record<string, string | undefined>[] = () => []): Example => ({ asks: (i) => [{}, ...more(i).map((query) => ({ query }))] });
/** A list as a file: another co-op's ids in its filters give a file without rows. */
const file = (more: (i: Node['ids']) => readonly Record<string, string | undefined>[] = () => []): Example => ({ asks: (i) => [{}, ...more(i).map((query) => ({ query }))].map((ask) => ({ ...ask, at: ['csv'], hidden: 200 })) });
let guess = 0;
const rule = { percent: 3, fixed: 0, roundTo: 1 };

/**
 * How another co-op's rows would be asked for, per route of the house. A new route needs one line here (the spec names those that have none):
 * its ids in the address, in the query or in the body; for a list, the filters that take an id.
 */
export const examples: Readonly<Record<string, Example>> = {
  // digests
  'GET /api/digests': list(),
  'POST /api/digests': to((i) => ({ body: { channel: 'webhook', url: `https://${i.mark}.example/kabar` } })),
  'PATCH /api/digests/:id': to((i) => ({ at: [i.digest], body: { urgent: false } })),
  'GET /api/digests/:id/messages': to((i) => ({ at: [i.digest], plain: true })),
  'POST /api/digests/:id/trials': to((i) => ({ at: [i.digest], plain: true })),
  'DELETE /api/digests/:id': to((i) => ({ at: [i.digest], plain: true })),
  // people
  'POST /api/sessions': to((i) => ({ body: { email: `nobody-${i.mark}-${(guess += 1)}@uji.example`, password: 'salah-salah-1' }, own: 401, plain: true })), // signs nobody in
  'GET /api/sessions/current': to(() => ({})),
  'PATCH /api/sessions/current': to(() => ({ body: { language: 'id' } })),
  'DELETE /api/sessions/current': to(() => ({ plain: true })),
  'GET /api/sessions': to(() => ({ plain: true })),
  'DELETE /api/sessions': to(() => ({ plain: true })),
  'DELETE /api/sessions/:id': to((i) => ({ at: [i.session], own: 404 })), // another person's, whoever asks
  'PUT /api/password': to(() => ({ body: { current: 'salah-salah-1', password: 'kuda-baterai-gunting-9' }, own: 422, plain: true })),
  'GET /api/two-step': to(() => ({ plain: true })),
  'POST /api/two-step/enrolments': to(() => ({ plain: true })),
  'PUT /api/two-step': to(() => ({ body: { password: 'salah-salah-1', ticket: 'x', code: '000000' }, own: 422, plain: true })),
  'POST /api/two-step/recovery-codes': to(() => ({ body: { password: 'salah-salah-1' }, own: 422, plain: true })),
  'DELETE /api/two-step': to(() => ({ body: { password: 'salah-salah-1' }, own: 422, plain: true })),
  'GET /api/keys': to(() => ({ plain: true })),
  'POST /api/keys': to((i) => ({ body: { name: 'x', permissions: ['read'], cooperativeId: i.cooperative } })),
  'DELETE /api/keys/:id': to((i) => ({ at: [i.key], own: 404 })), // the manager's own
  'GET /api/invitations': list(),
  'POST /api/invitations': to((i) => ({ body: { email: `baru-${i.cooperative}@uji.example`, role: 'viewer', cooperativeId: i.cooperative } })),
  'POST /api/invitations/:id/links': to((i) => ({ at: [i.invitation] })),
  'DELETE /api/invitations/:id': to((i) => ({ at: [i.invitation] })),
  'POST /api/invitation-lookups': to(() => ({ body: { token: 'x' }, own: 404, plain: true })),
  'POST /api/invitation-acceptances': to(() => ({ body: { token: 'x', name: 'x', password: 'kuda-baterai-gunting-6' }, own: 404, plain: true })),
  'POST /api/sessions/current/roles': to(() => ({ body: { token: 'x' }, own: 404, plain: true })),
  'GET /api/users/:id': to((i) => ({ at: [i.user] })),
  'PUT /api/users/:id/roles': to((i) => ({ at: [i.user], match: 2, body: { roles: [{ cooperativeId: i.cooperative, role: 'viewer' }] } })),
  'POST /api/users/:id/resets': to((i) => ({ at: [i.user] })),
  'GET /api/users/:id/sessions': to((i) => ({ at: [i.user] })),
  'DELETE /api/users/:id/sessions': to((i) => ({ at: [i.user] })),
  'DELETE /api/users/:id/sessions/:session': to((i) => ({ at: [i.otherUser, i.otherSession] })),
  'DELETE /api/users/:id/two-step': to((i) => ({ at: [i.user] })),
  'DELETE /api/users/:id/roles/:cooperative': to((i) => ({ at: [i.user, i.cooperative] })),
  'GET /api/users': list(),
  'POST /api/users': to((i) => ({ body: { email: `new-${i.mark}@uji.example`.toLowerCase(), name: 'x', role: 'viewer', password: 'kuda-baterai-gunting-8', cooperativeId: i.cooperative } })),
  'PATCH /api/users/:id': to((i) => ({ at: [i.otherUser], match: 1, body: { name: 'x' } })),
  'GET /api/cooperatives': list(),
  'POST /api/cooperatives': to((i) => ({ body: { parentId: i.cooperative, code: 'BARU', name: 'Unit baru' } })),
  'GET /api/cooperatives/:id': to((i) => ({ at: [i.cooperative] })),
  'PATCH /api/cooperatives/:id': to((i) => ({ at: [i.cooperative], match: 1, body: { timezone: 'Asia/Makassar' } })),
  'GET /api/members': list(),
  'POST /api/members': to((i) => ({ body: { cooperativeId: i.cooperative, name: 'Bu Baru' } })),
  'GET /api/members/:id': to((i) => ({ at: [i.member] })),
  'PATCH /api/members/:id': to((i) => ({ at: [i.member], match: 1, body: { phone: '0812' } })),
  // catalogue
  'GET /api/products': list((i) => [{ q: i.mark }, { q: i.sku }, { cooperative: i.cooperative }, { category: i.category }, { shop: i.shop }, { shop: i.shop, listing: 'live' }]),
  'POST /api/products': to((i) => ({ body: { code: 'N-1', title: 'x', cooperativeId: i.cooperative, variants: [{ sku: 'N-1', price: 1000 }] } }), (i) => ({ body: { code: 'N-2', title: 'x', memberId: i.member, variants: [{ sku: 'N-2', price: 1000 }] } })),
  'GET /api/products/:id': to((i) => ({ at: [i.product] })),
  'PATCH /api/products/:id': to((i) => ({ at: [i.thirdProduct], match: 1, body: { title: 'Diganti' } })),
  'POST /api/products/:id/photos': to((i) => ({ at: [i.product], raw: { type: 'image/jpeg', text: 'x' }, own: 422 })), // no picture; whose product it is is looked at first
  'PATCH /api/products/:id/photos': to((i) => ({ at: [i.product], body: { order: [i.photo] } })),
  'DELETE /api/photos/:id': to((i) => ({ at: [i.photo] })),
  'GET /api/variants': list((i) => [{ sku: i.sku }, { product: i.product }]),
  'PATCH /api/variants/:id': to((i) => ({ at: [i.variant], body: { price: 12_000 } })),
  'GET /api/categories': above(list()),
  'GET /api/categories/:id': above(to((i) => ({ at: [i.category] }))),
  'PATCH /api/categories/:id': above(to((i) => ({ at: [i.category], match: 1, body: { name: 'Lain' } }))),
  'POST /api/categories/:id/merges': above(to((i) => ({ at: [i.category], match: 1, body: { into: i.category }, own: 422 }))),
  'POST /api/categories': to(() => ({ body: { path: 'Baru > Sekali' }, own: 409 })), // its unit has made it by then
  'GET /api/photos/:sha256': to((i) => ({ at: [i.sha], plain: true })),
  'GET /api/public/photos/:sha256/:use': to((i) => ({ at: [i.sha, '600x600.jpg'], own: 404, plain: true })), // only a signature opens it
  'PUT /api/photo-files/:name': to((i) => ({ at: [`${i.mark}-file.jpg`], raw: { type: 'image/jpeg', text: 'x' }, hidden: 422, own: 422 })), // no picture; the name is anybody's
  'GET /api/photo-files/unused': list(),
  'POST /api/photo-archives': to(() => ({ query: { name: 'x.zip' }, raw: { type: 'application/zip', text: 'x' }, plain: true })),
  'GET /api/photo-archives': list(),
  'GET /api/photo-archives/:id': to((i) => ({ at: [i.photoArchive] })),
  'GET /api/photo-archives/:id/files': to((i) => ({ at: [i.photoArchive] })),
  'GET /api/photo-mentions': list((i) => [{ product: i.product }]),
  'POST /api/photo-mentions/retries': to(() => ({ plain: true })),
  'GET /api/exports/products.:format': file(),
  'GET /api/exports/stock.:format': file(),
  'GET /api/exports/variants.:format': file((i) => [{ product: i.product }]),
  'GET /api/exports/stock-movements.:format': file((i) => [{ variant: i.variant }, { product: i.product }]),
  'GET /api/exports/orders.:format': file((i) => [{ shop: i.shop }, { q: i.mark }]),
  'GET /api/exports/listings.:format': file((i) => [{ shop: i.shop }, { product: i.product }]),
  'GET /api/exports/failures.:format': file((i) => [{ shop: i.shop }]),
  'GET /api/exports/readiness.:format': file((i) => [{ product: i.product }]),
  'GET /api/exports/audit.:format': file((i) => [{ subject: `product:${i.product}` }]),
  'GET /api/exports/sync-runs.:format': file((i) => [{ shop: i.shop }]),
  'POST /api/imports': to(() => ({ query: { name: 'x.csv' }, raw: { type: 'text/csv', text: 'kode_produk,nama,sku,harga,stok\nSAMA,Diimpor,SAMA,4321,3\n' } })),
  'GET /api/imports': list(),
  'GET /api/imports/:id': to((i) => ({ at: [i.import] })),
  'GET /api/imports/:id/issues': to((i) => ({ at: [i.import] })),
  'GET /api/imports/:id/rows': to((i) => ({ at: [i.import] })),
  'GET /api/imports/:id/bad-rows': to((i) => ({ at: [i.import], plain: true })),
  'PUT /api/imports/:id/columns': to((i) => ({ at: [i.import], body: { columns: { x: null } }, own: 409 })), // it is done
  'POST /api/imports/:id/apply': to((i) => ({ at: [i.import], own: 409 })),
  'POST /api/imports/:id/undo': to((i) => ({ at: [i.import], body: { rest: true }, own: 409 })),
  'DELETE /api/imports/:id': to((i) => ({ at: [i.refusedImport] })),
  'GET /api/import-columns': list(),
  'DELETE /api/import-columns/:name': to(() => ({ at: ['kolom-sama'], hidden: 204 })), // its own of that name, if any
  'GET /api/audit': to((i) => ({ query: { subject: `product:${i.product}` } }), () => ({ plain: true })),
  'GET /api/products/:id/history': to((i) => ({ at: [i.product] })),
  'POST /api/edits': to((i) => ({ body: { field: 'price', change: { how: 'add', value: 1 }, products: { ids: [i.product] } } }), (i) => ({ body: { field: 'price', change: { how: 'add', value: 1 }, products: { filter: { q: i.mark } } } }), (i) => ({ body: { field: 'category', change: { how: 'set', value: i.category }, products: { filter: { q: 'sama' } } } }), (i) => ({ body: { field: 'marketplace-attribute', change: { how: 'set', shop: i.shop, attribute: 'colour', value: [{ id: 'c1' }] }, products: { ids: [i.product] } } })),
  'GET /api/edits': to(() => ({ plain: true })),
  'GET /api/edits/:id': to((i) => ({ at: [i.edit] })),
  'GET /api/edits/:id/items': to((i) => ({ at: [i.edit] })),
  'POST /api/edits/:id/start': to((i) => ({ at: [i.edit], body: { confirm: true } })),
  'POST /api/edits/:id/undo': to((i) => ({ at: [i.edit] })),
  'GET /api/edit-limits': to(() => ({ plain: true })),
  'PUT /api/edit-limits': to(() => ({ body: { fallPercent: 40, risePercent: 100, rows: 1000, toZero: 10 } })),
  'POST /api/scheduled-prices': to((i) => ({ body: { from: '2027-12-12', to: '2027-12-13', prices: [{ variantId: i.variant, price: 9_000 }], shops: [i.shop], confirm: true } })),
  'GET /api/scheduled-prices': list((i) => [{ product: i.spareProduct }]),
  'GET /api/scheduled-prices/:id': to((i) => ({ at: [i.sale] })),
  'GET /api/scheduled-prices/:id/prices': to((i) => ({ at: [i.sale] })),
  'PATCH /api/scheduled-prices/:id': to((i) => ({ at: [i.sale], body: { to: '2029-01-03' } })),
  'DELETE /api/scheduled-prices/:id': to((i) => ({ at: [i.sale] })),
  'POST /api/stock-movements': to((i) => ({ body: { variantId: i.variant, kind: 'receive', quantity: 5, reason: 'x' } })),
  'GET /api/stock-movements': list((i) => [{ variant: i.variant }, { product: i.product }]),
  // mapping
  'GET /api/remote-categories': to((i) => ({ query: { shop: i.shop }, plain: true })),
  'GET /api/remote-categories/:shopId/:remoteId': above(to((i) => ({ at: [i.shop, 'toys'], hidden: 422, plain: true }))),
  'GET /api/value-maps': above(list(() => [{ marketplace: 'toy' }])),
  'GET /api/value-suggestions': to((i) => ({ query: { shop: i.shop, attribute: 'colour', ours: 'hitam' }, plain: true })),
  'PUT /api/value-maps': to((i) => ({ body: { shop: i.shop, attribute: 'colour', ours: 'hitam', remoteId: 'c1' } })),
  'DELETE /api/value-maps/:id': to((i) => ({ at: [i.valueMap] })),
  'GET /api/category-maps': above(list(() => [{ marketplace: 'toy' }])),
  'PUT /api/category-maps': to((i) => ({ body: { categoryId: i.category, shopId: i.shop, remoteId: 'toys' } })),
  'DELETE /api/category-maps/:id': to((i) => ({ at: [i.categoryMap] })),
  'GET /api/product-maps': list((i) => [{ product: i.product }]),
  'PUT /api/product-maps': to((i) => ({ body: { productId: i.product, shopId: i.shop, remoteId: 'toys' } })),
  'DELETE /api/product-maps/:productId/:shopId': to((i) => ({ at: [i.product, i.shop], hidden: 422 })),
  'GET /api/attribute-values': to((i) => ({ query: { shop: i.shop, product: i.product } }), (i) => ({ query: { listing: i.listing } }), (i) => ({ query: { shop: i.shop, category: i.category } }), (i) => ({ query: { shop: i.shop, leaf: 'toys' }, plain: true })),
  'PUT /api/attribute-values': to((i) => ({ body: { shop: i.shop, product: i.product, attribute: 'colour', values: [{ id: 'c1' }] } }), (i) => ({ body: { listing: i.listing, attribute: 'colour', values: [{ id: 'c1' }] } }), (i) => ({ body: { shop: i.shop, category: i.category, attribute: 'colour', values: [{ id: 'c1' }] } })),
  'DELETE /api/attribute-values': to((i) => ({ query: { shop: i.shop, product: i.product, attribute: 'colour' }, own: 422 })), // its leaf was taken back by the calls before
  'GET /api/attribute-gaps/members': to((i) => ({ query: { shop: i.shop, attribute: 'colour' }, plain: true })),
  'POST /api/attribute-gaps/values': to((i) => ({ body: { shop: i.shop, attribute: 'colour', values: [{ id: 'c1' }] }, own: 404 })), // nothing lacks it
  'GET /api/readiness': list((i) => [{ product: i.product }, { shop: i.shop }]),
  'GET /api/overrides/:shop/:product': to((i) => ({ at: [i.shop, i.product], hidden: 422 })),
  'PUT /api/overrides/:shop/:product': to((i) => ({ at: [i.shop, i.thirdProduct], hidden: 422, body: { title: 'Judul lain' } })),
  'DELETE /api/overrides/:shop/:product': to((i) => ({ at: [i.shop, i.thirdProduct], hidden: 422 })),
  'GET /api/description-templates': above(list()),
  'PUT /api/description-templates/:marketplace': to(() => ({ body: { body: '{nama}' }, at: ['nowhere'], own: 404, plain: true })),
  'DELETE /api/description-templates/:marketplace': to(() => ({ at: ['nowhere'], own: 404, plain: true })),
  'POST /api/description-templates/previews': to((i) => ({ body: { shop: i.shop, productId: i.product } })),
  'GET /api/attribute-gaps': to((i) => ({ query: { shop: i.shop }, plain: true }), (i) => ({ query: { shop: i.shop, attribute: 'colour' }, plain: true })),
  'GET /api/category-suggestions': to((i) => ({ query: { shop: i.shop, categoryId: i.category }, plain: true }), (i) => ({ query: { shop: i.shop, productId: i.product }, plain: true })),
  'GET /api/brand-suggestions': to((i) => ({ query: { shop: i.shop, leaf: 'toys', q: i.mark }, plain: true })),
  // shops
  'GET /api/marketplaces': to(() => ({ plain: true })),
  'POST /api/shops': to((i) => ({ body: { name: `${i.mark} menunggu`, marketplace: 'toy', cooperativeId: i.cooperative }, own: 422 })), // this marketplace has no sheets
  'DELETE /api/shops/:id': to((i) => ({ at: [i.shop], own: 409 })), // it is connected
  'GET /api/connections': list(),
  'POST /api/connections': to((i) => ({ body: { marketplace: 'toy', environment: 'practice', credentials: { shop_id: 'none', token: 'x' }, cooperativeId: i.cooperative }, own: 422 }), (i) => ({ body: { marketplace: 'toy', environment: 'practice', credentials: { shop_id: i.remoteShop, token: `${i.mark}-token` } } })), // no such shop there; with keys that are right, a shop of somebody else's
  'PUT /api/connections/:id/credentials': to((i) => ({ at: [i.connection], body: { credentials: { shop_id: i.remoteShop, token: `${i.mark}-token` } } })),
  'DELETE /api/connections/:id': to((i) => ({ at: [i.spareconnection] })),
  'POST /api/connections/consents': to((i) => ({ body: { connectionId: i.connection }, own: 409 })), // this marketplace asks for no consent
  'GET /api/connections/choices/:token': to(() => ({ at: ['x'], hidden: 400, own: 400, plain: true })), // a token of nobody's
  'POST /api/connections/choices/:token': to((i) => ({ at: ['x'], hidden: 400, body: { shops: [{ remoteId: i.remoteShop }] }, own: 400, plain: true })),
  'GET /api/connections/callback': to(() => ({ query: { state: 'x' }, own: 400, plain: true })), // a state of nobody's
  'POST /api/webhooks/:marketplace/:key': to(() => ({ at: ['toy', 'not-a-key'], raw: { type: 'text/plain', text: '{}' }, own: 404, plain: true })),
  'GET /api/shops': list(),
  'GET /api/shops/:id': to((i) => ({ at: [i.shop] })),
  'PATCH /api/shops/:id': to((i) => ({ at: [i.shop], match: 1, body: { name: 'Diganti' } })),
  'PATCH /api/shops/:id/schedule': to((i) => ({ at: [i.shop], body: { paused: true } }), (i) => ({ at: [i.shop], body: { pullNow: true, pushNow: true, orders: { intervalMs: 60_000 } } })),
  'POST /api/shops/:id/checks': to((i) => ({ at: [i.shop] })),
  'GET /api/shops/:id/choices': to((i) => ({ at: [i.shop], plain: true })),
  'POST /api/shops/:id/adoptions': to((i) => ({ at: [i.spareshop] })),
  'GET /api/shops/:id/adoptions': to((i) => ({ at: [i.shop] })),
  'GET /api/shops/:id/field-rules': to((i) => ({ at: [i.shop], plain: true })),
  'PUT /api/shops/:id/field-rules': to((i) => ({ at: [i.spareshop], body: { title: 'ours', description: 'ours', photos: 'ours', attributes: 'ours', price: 'ours', stock: 'ours' } })),
  'GET /api/adoptions/:id': to((i) => ({ at: [i.adoption] })),
  'DELETE /api/adoptions/:id': to((i) => ({ at: [i.spareAdoption] })),
  'GET /api/adoptions/:id/rows': to((i) => ({ at: [i.adoption] })),
  'GET /api/adoptions/:id/unreadable': to((i) => ({ at: [i.adoption], plain: true })),
  'POST /api/adoptions/:id/actions': to((i) => ({ at: [i.adoption], body: { what: 'link', rows: [{ id: i.adoptionRow, variantId: i.spareVariant }] } })),
  'GET /api/adoption-actions/:id': to((i) => ({ at: [i.adoptionAction] })),
  'POST /api/adoption-actions/:id/undo': to((i) => ({ at: [i.adoptionAction] })),
  // prices
  'GET /api/price-rules': list((i) => [{ shop: i.shop }]),
  'GET /api/price-rules/:shop': to((i) => ({ at: [i.shop] })),
  'GET /api/price-rules/:shop/:category': to((i) => ({ at: [i.shop, i.category] })),
  'PUT /api/price-rules/:shop': to((i) => ({ at: [i.spareshop], match: 1, body: rule })),
  'PUT /api/price-rules/:shop/:category': to((i) => ({ at: [i.spareshop, i.category], body: rule })),
  'DELETE /api/price-rules/:shop': to((i) => ({ at: [i.spareshop], match: 3 })),
  'DELETE /api/price-rules/:shop/:category': to((i) => ({ at: [i.shop, i.category], match: 1 })),
  'GET /api/fees': above(list(() => [{ marketplace: 'toy' }])),
  'POST /api/fees': to(() => ({ body: { marketplace: 'toy', kind: 'service', percent: 1, from: '2026-02-01', source: 'x', readOn: '2026-02-01' } })),
  'PATCH /api/fees/:id': to((i) => ({ at: [i.fee], match: 1, body: { percent: 6 } })),
  'DELETE /api/fees/:id': to((i) => ({ at: [i.fee], match: 2 })),
  'GET /api/price-preview': to((i) => ({ query: { shop: i.shop, productId: i.product } }), (i) => ({ query: { shop: i.shop, variantId: i.variant } })),
  'POST /api/price-preview': to((i) => ({ body: { shop: i.shop, productId: i.product, rule } })),
  // listings, orders
  'POST /api/listings': to((i) => ({ body: { products: { ids: [i.spareProduct] }, shops: [i.shop] } }), (i) => ({ body: { products: { filter: { q: i.mark } }, shops: [i.shop] } }), (i) => ({ body: { products: { ids: [i.product] }, shops: [i.shop], wanted: 'withdrawn' } })),
  'GET /api/listings': list((i) => [{ product: i.product }, { shop: i.shop }]),
  'GET /api/listings/:id': to((i) => ({ at: [i.listing] }), (i) => ({ at: [i.sharedListing ?? i.listing] })),
  'PATCH /api/listings/:id': to((i) => ({ at: [i.listing], body: { paused: true } }), (i) => ({ at: [i.sharedListing ?? i.listing], body: { wanted: 'withdrawn' } })),
  'GET /api/orders': list((i) => [{ shop: i.shop }, { q: i.mark }]),
  'GET /api/orders/:id': to((i) => ({ at: [i.order] })),
  'PATCH /api/orders/:id/lines/:lineId': to((i) => ({ at: [i.order, i.openLine], body: { variantId: i.variant } })),
  // reviews, handovers
  'GET /api/reviews': list((i) => [{ cooperative: i.cooperative }, { product: i.product }]),
  'GET /api/reviews/:id': to((i) => ({ at: [i.review] })),
  'POST /api/reviews/:id/comments': to((i) => ({ at: [i.review], body: { text: 'x' } })),
  'POST /api/reviews/:id/returns': to((i) => ({ at: [i.review], body: { text: 'x' }, own: 403 })), // the top co-op's own are nobody's to decide
  'POST /api/reviews/:id/approvals': to((i) => ({ at: [i.review], body: {}, own: 403 })),
  'POST /api/reviews/approvals': to((i) => ({ body: { reviews: [{ id: i.review }] } }), (i) => ({ body: { filter: { cooperative: i.cooperative } }, own: 422 })),
  'DELETE /api/reviews/:id': to((i) => ({ at: [i.review] })),
  'GET /api/review-rules': list(),
  'PUT /api/review-rules/:id': to((i) => ({ at: [i.cooperative], body: { approval: 'required' } })),
  'GET /api/handovers': list((i) => [{ product: i.product }, { cooperative: i.cooperative }]),
  'POST /api/handovers/checks': to((i) => ({ body: { productIds: [i.product], to: i.cooperative }, own: 422 })), // they are there already
  'POST /api/handovers': to((i) => ({ body: { productIds: [i.product], to: i.cooperative }, own: 422 })),
  'POST /api/handovers/:id/returns': to((i) => ({ at: [i.handover], own: 422 })),
  // operations
  'GET /api/failures': list((i) => [{ shop: i.shop }]),
  'GET /api/failures/members': list((i) => [{ shop: i.shop }, { q: i.mark }, { cause: 'weight-missing' }]),
  'GET /api/failures/:id': to((i) => ({ at: [i.failure] }), (i) => ({ at: [i.sharedFailure ?? i.failure] })),
  'POST /api/failures/:id/retries': to((i) => ({ at: [i.failure] }), (i) => ({ at: [i.sharedFailure ?? i.failure] })),
  'POST /api/failures/:id/confirmations': to((i) => ({ at: [i.priceFailure] })),
  'POST /api/failures/:id/dismissals': to((i) => ({ at: [i.failure], body: { reason: 'x' } })),
  'DELETE /api/failures/:id/dismissals': to((i) => ({ at: [i.failure], own: 404 })), // put aside for good
  'GET /api/failures/assignees': list(),
  'POST /api/failures/:id/assignments': to((i) => ({ at: [i.priceFailure], body: { userId: 'me' } })),
  'POST /api/failures/checks': to((i) => ({ body: { filter: { shop: i.shop } } }), (i) => ({ body: { filter: { ids: [i.failure] } } })),
  'POST /api/bulk-actions': to((i) => ({ body: { kind: 'retry', filter: { shop: i.shop } } }), (i) => ({ body: { kind: 'retry', filter: { ids: [i.priceFailure] } } }), (i) => ({ body: { kind: 'dismiss', filter: { ids: [i.priceFailure] }, reason: 'x' } }), (i) => ({ body: { kind: 'publish', filter: { ids: [i.product], shops: [i.shop] } } })),
  'GET /api/bulk-actions': list(),
  'GET /api/bulk-actions/:id': to((i) => ({ at: [i.bulk] })),
  'GET /api/bulk-actions/:id/items': to((i) => ({ at: [i.bulk] })),
  'DELETE /api/bulk-actions/:id': to((i) => ({ at: [i.bulk] })),
  'GET /api/sync-runs': list((i) => [{ shop: i.shop }, { subject: `listing:${i.listing}` }]),
  'GET /api/sync-runs/:id': to((i) => ({ at: [i.run] }), (i) => ({ at: [i.sharedRun ?? i.run] })),
  'GET /api/sync-runs/days': to(() => ({ plain: true }), (i) => ({ query: { shop: i.shop }, plain: true })),
  'GET /api/unknown-codes': to(() => ({ plain: true })), // codes are the marketplaces' own: one row for all of a scope
  'GET /api/overview': list(),
  // the house
  'GET /health/live': to(() => ({ plain: true })),
  'GET /health/ready': to(() => ({ plain: true })),
  'GET /metrics': to(() => ({ plain: true })),
};

/** Routes that no answer ends, with where they are looked at instead. */
export const elsewhere: Readonly<Record<string, string>> = { 'GET /api/events': 'the live events of this spec' };

/** Policed tables in which the victim has no row, with the reason. */
export const rowless: Readonly<Record<string, string>> = { readiness_due: 'worked out before the first question' };
