/** What the practice Lazada keeps, as plain JSON. Ids are digits; instants ms by its own clock; prices whole rupiah. */
export interface App { readonly key: string; readonly secret: string; readonly name: string; callback: string; types: number[] }
export interface Shop { readonly id: string; readonly userId: string; readonly name: string; readonly appKey: string; revoked: boolean; /** A refresh never moves it. */ refreshEnds: number }
export interface Token { readonly token: string; readonly kind: 'access' | 'refresh'; readonly shop: string; expiresAt: number }
export interface Code { readonly code: string; readonly shop: string; readonly expiresAt: number; used: boolean }
export interface Image { readonly hash: string; readonly sha256: string; readonly bytes: number; readonly shop: string; readonly type: 'jpg' | 'png' }
export interface Batch { readonly id: string; readonly shop: string; readonly urls: readonly string[]; done: boolean; images: { url: string; hash_code: string }[]; errors: { field: string; msg: string; original_url: string }[] }

export type Status = 'Active' | 'InActive' | 'Pending QC' | 'Rejected' | 'Suspended' | 'Deleted';
export interface Special { price: number; from: string; to: string }
/** `sellable`: what buyers can order, what a campaign keeps (`locked`) included; unpaid orders' units are `withheld`, paid ones' `occupied`. */
export interface Sku {
  readonly id: string; readonly sellerSku: string; on: boolean; saleProp: Record<string, string>; price: number; special: Special | null; sellable: number; withheld: number; occupied: number;
  locked: number; lockedUntil: number; images: string[]; pack: { weight: number; length: number; width: number; height: number; content: string };
}
export interface Variation { name: string; hasImage: boolean; customize: boolean; options: string[] }
export interface Item {
  readonly id: string; readonly shop: string; status: Status; category: string; attributes: Record<string, string>; images: string[]; variations: Variation[]; skus: Sku[];
  reason: string; banned: boolean; /** QC has let it through before. */ approvedOnce?: boolean; readonly created: number; updated: number; visibleAt: number;
}

/** One unit of an order. */
export interface Unit { readonly id: string; readonly item: string; readonly sku: string; readonly sellerSku: string; readonly name: string; readonly variation: string; readonly price: number; readonly image: string; status: string; packageId: string; tracking: string; reason: string; reverse: string; holds: 'withheld' | 'occupied' | '' }
/** A way back: a cancellation, a return, or a refund alone. */
export interface Reverse { readonly id: string; readonly shop: string; readonly order: string; readonly type: 'CANCEL' | 'RETURN' | 'ONLY_REFUND'; status: string; readonly reason: string; readonly units: readonly string[]; readonly created: number; updated: number }
export interface Order { readonly id: string; readonly shop: string; readonly buyer: string; readonly created: number; updated: number; units: Unit[]; cancelPending: boolean; history: { at: number; status: string }[]; /** Its seller's number of the invoice, by unit. */ invoices?: Record<string, string> }
