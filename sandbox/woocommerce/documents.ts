/**
 * What a shop keeps, as plain JSON. Instants are ms since 1970; money is the text the shop stores ("45000"); ids count up per shop,
 * one row of numbers for all posts (products, variations, pictures, orders, refunds), as in WordPress.
 */
export interface Doc { readonly id: number }
export interface Meta { id: number; key: string; value: unknown }
export interface ItemImage { id: number; name: string; alt: string }
/** `id` 0: the product's own attribute; otherwise one of the shop's. */
export interface ItemAttribute { id: number; name: string; position: number; visible: boolean; variation: boolean; options: string[] }
export interface Choice { id: number; name: string; option: string }

/** A product, or (parent > 0) a variation. */
export interface Item extends Doc {
  parent: number; type: string; status: string; statusBeforeTrash: string | null;
  name: string; slug: string; description: string; shortDescription: string; sku: string;
  regular: string; sale: string; saleFrom: number | null; saleTo: number | null;
  manageStock: boolean; stock: number; stockStatus: string; backorders: string; soldIndividually: boolean; lowStock: number | null;
  weight: string; length: string; width: string; height: string;
  featured: boolean; visibility: string; virtual: boolean; downloadable: boolean; taxStatus: string; taxClass: string; shippingClass: string;
  reviews: boolean; purchaseNote: string; menuOrder: number; externalUrl: string; buttonText: string;
  categories: number[]; tags: number[]; brands: number[]; images: ItemImage[];
  attributes: ItemAttribute[]; defaults: Choice[]; choices: Choice[]; variations: number[];
  upsells: number[]; crossSells: number[]; grouped: number[]; sold: number; meta: Meta[];
  created: number; modified: number;
}
export interface Picture extends Doc { name: string; alt: string; source: string; sha256: string; bytes: number; mime: string; created: number }
/** taxonomy: category, tag, brand, or attribute-<id>. */
export interface Term extends Doc { taxonomy: string; parent: number; name: string; slug: string; description: string; display: string; menuOrder: number; image: number }
export interface Attribute extends Doc { name: string; slug: string; type: string; orderBy: string; archives: boolean }

export interface Address { [field: string]: string }
export interface Line {
  id: number; name: string; productId: number; variationId: number; quantity: number; subtotal: number; total: number; sku: string;
  /** What this line has taken from stock so far. */
  reduced: number; refunded: number; meta: Meta[];
}
export interface Extra { id: number; name: string; method: string; total: number; meta: Meta[] }
export interface Note extends Doc { author: string; created: number; text: string; customer: boolean }
export interface Refund extends Doc { created: number; amount: number; reason: string; byGateway: boolean; lines: { id: number; line: number; quantity: number; total: number }[] }
export interface Order extends Doc {
  status: string; currency: string; key: string; via: string; customerId: number; customerNote: string; billing: Address; shipping: Address;
  paymentMethod: string; paymentTitle: string; transactionId: string; lines: Line[]; shippingLines: Extra[]; feeLines: Extra[];
  notes: Note[]; refunds: Refund[]; meta: Meta[]; stockTaken: boolean;
  /** Until then an unpaid checkout keeps its goods from other buyers, without lowering the number. */
  heldUntil: number | null;
  created: number; modified: number; paid: number | null; completed: number | null; history: { at: number; status: string }[];
}
export interface Webhook extends Doc { name: string; status: string; topic: string; url: string; secret: string; failures: number; created: number; modified: number }
export interface ApiKey extends Doc { description: string; consumerKey: string; consumerSecret: string; permissions: 'read' | 'write' | 'read_write'; revoked: boolean }
export interface Sequences extends Doc { posts: number; terms: number; rows: number }
