/** What the practice Shopee keeps, as plain JSON. Ids are digits; instants whole seconds by its own clock; prices whole rupiah (Indonesia takes no decimals). */
export interface App { readonly partnerId: string; readonly key: string; readonly name: string; callback: string; pushOn: number[]; blocked: string[]; suspended: boolean; confirmed: number }
/** An access or refresh token. A main account's serves several shops; its refresh token once for each. */
export interface Token { readonly token: string; readonly kind: 'access' | 'refresh'; readonly partnerId: string; readonly shops: readonly string[]; expiresAt: number; usedBy: string[] }
export interface Code { readonly code: string; readonly partnerId: string; readonly shops: readonly string[]; readonly account: string | null; readonly expiresAt: number; used: boolean }
export interface Shop { readonly id: string; readonly name: string; readonly partnerId: string; readonly account: string | null; revoked: boolean; authorisedAt: number; consentEnds: number; holiday: boolean }
export interface Image { readonly id: string; readonly sha256: string; readonly bytes: number; readonly shop: string | null }
export interface LostPush { readonly id: string; readonly partnerId: string; readonly at: number; readonly push: string }

export type Status = 'NORMAL' | 'BANNED' | 'UNLIST' | 'REVIEWING' | 'SELLER_DELETE' | 'SHOPEE_DELETE';
export interface Given { attribute_id: number; attribute_value_list: { value_id: number; original_value_name: string; value_unit: string }[] }
export interface Dimension { package_height: number; package_length: number; package_width: number }
/** `stock`: all that a buyer can order; `reserved`: how much of it a promotion keeps until `lockedUntil`. */
export interface Model { readonly id: string; tierIndex: number[]; sku: string; price: number; stock: number; reserved: number; lockedUntil: number }
export interface Tier { name: string; options: { name: string; image: string | null }[] }
/** What add_item and update_item say of an item. */
export interface Fields {
  category: number; name: string; description: string; sku: string; weight: number; dimension: Dimension | null; condition: string; images: string[]; attributes: Given[];
  brand: number; logistics: { logistic_id: number; enabled: boolean }[]; preOrder: boolean; daysToShip: number;
}
export interface Item extends Fields {
  readonly id: string; readonly shop: string; status: Status; banReason: string; rejected: boolean; wanted: 'NORMAL' | 'UNLIST';
  tiers: Tier[]; /** Without variants the only model's id is "0". */ models: Model[];
  readonly created: number; updated: number; /** From then on the search knows its newest state. */ visibleAt: number; publishAt: number | null;
}

export interface Line { readonly id: string; readonly item: string; readonly model: string; readonly name: string; readonly modelName: string; readonly itemSku: string; readonly modelSku: string; readonly quantity: number; readonly price: number; readonly image: string; readonly promotion: boolean }
export interface Parcel { readonly number: string; status: string; tracking: string; trackingFrom: number; lines: { line: string; quantity: number }[]; document: 'none' | 'READY' }
export interface Order {
  readonly sn: string; readonly shop: string; status: string; readonly created: number; updated: number; paid: number; shipBy: number; readonly buyer: string; readonly lines: Line[]; parcels: Parcel[];
  before: string; cancelBy: string; cancelReason: string; buyerCancelReason: string; holdsStock: boolean; history: { at: number; status: string }[];
}
export interface Return { readonly sn: string; readonly order: string; readonly shop: string; status: string; readonly reason: string; amount: number; readonly created: number; updated: number; readonly lines: { line: string; quantity: number }[] }
