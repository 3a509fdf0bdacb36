/** What the practice Blibli keeps, as plain JSON. Instants are ms by its own clock, prices whole rupiah. */
export interface App { readonly clientId: string; readonly key: string; readonly name: string }
export interface Shop {
  /** The store code. */
  readonly id: string; readonly name: string; readonly clientId: string; readonly username: string; readonly pickupPoint: string;
  sellerKey: string; signatureKey: string; revoked: boolean; hooks: Record<string, string>; hookToken: string;
}
export interface Picture { readonly sha256: string; readonly bytes: number; readonly path: string }
export interface Item {
  readonly sku: string; sellerSku: string; upc: string; name: string; options: Record<string, string>; regular: number; sale: number; stock: number; minimumStock: number; buyable: boolean;
  reserved: number; lockedUntil: number; pictures: Picture[];
}
export type State = 'IN_PROGRESS' | 'ACTIVE' | 'ARCHIVED' | 'SUSPENDED' | 'NEED_CORRECTION' | 'REJECTED';
export interface Product {
  readonly sku: string; readonly code: string; readonly shop: string; name: string; description: string; usp: string; brand: string; category: string; type: number; attributes: Record<string, string>;
  logistics: string[]; dimension: Record<string, number>; videoUrl: string; state: State; reason: string; postLive: boolean; items: Item[]; readonly created: number; updated: number; visibleAt: number; /** What it comes back to out of the archive. */ before: State; /** What it comes back to when a ban is lifted. */ beforeBan?: State;
}
export interface Outcome { readonly subject: string; readonly sellerSkus: readonly { sellerSku: string; blibliSku: string }[]; readonly success: boolean; readonly warning: string; readonly error: string }
export interface Feed { readonly id: string; readonly shop: string; readonly action: string; readonly created: number; done: boolean; readonly entries: unknown[]; readonly failing: boolean[]; readonly outcomes: Outcome[] }

export interface Line {
  readonly id: string; readonly product: string; readonly item: string; readonly sellerSku: string; readonly title: string; readonly variant: string; readonly price: number; readonly type: number;
  quantity: number; cancelled: number; status: string; packageId: string; awb: string; statusAt: number; history: { at: number; status: string }[]; reason: string;
}
export interface Order { readonly id: string; readonly shop: string; readonly buyer: string; readonly created: number; paidAt: number; cancelBy: number; delivery: 'PICKUP' | 'DROPSHIP'; holdsStock: boolean; lines: Line[]; history: { at: number; status: string }[] }
export interface Return { readonly id: string; readonly shop: string; readonly order: string; readonly item: string; status: string; readonly reason: string; readonly created: number }
