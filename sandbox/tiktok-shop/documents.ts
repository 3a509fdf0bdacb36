/** What the practice TikTok Shop keeps. Ids are digits in text, instants whole seconds, money whole rupiah. */
export interface App { readonly key: string; readonly secret: string; readonly serviceId: string; readonly name: string }
/** A seller's consent to an app: it may cover several shops. */
export interface Grant { readonly id: string; readonly appKey: string; readonly shops: readonly string[]; readonly consentEnds: number; readonly revoked: boolean }
export interface Shop { readonly id: string; readonly cipher: string; readonly code: string; readonly name: string; readonly appKey: string; readonly grant: string; readonly warehouse: string; readonly returnWarehouse: string; readonly openId: string }
export interface Token { readonly token: string; readonly kind: 'access' | 'refresh'; readonly grant: string; readonly expiresAt: number; readonly used: boolean }
export interface Code { readonly code: string; readonly grant: string; readonly expiresAt: number; readonly used: boolean }
export interface Image { readonly uri: string; readonly sha256: string; readonly bytes: number; readonly width: number; readonly height: number; readonly useCase: string }

export const platforms = ['TIKTOK_SHOP', 'TOKOPEDIA'] as const;
export type Platform = (typeof platforms)[number];
export type Status = 'DRAFT' | 'PENDING' | 'FAILED' | 'ACTIVATE' | 'SELLER_DEACTIVATED' | 'PLATFORM_DEACTIVATED' | 'FREEZE' | 'DELETED';

export interface Choice { readonly id: string; readonly name: string; readonly valueId: string; readonly value: string; readonly image: string }
export interface Sku { readonly id: string; readonly sellerSku: string; readonly externalId: string; readonly choices: readonly Choice[] }
/** What an audit looks at. While a live product is audited again there are two. */
export interface Version {
  readonly title: string; readonly description: string; readonly category: string; readonly brand: string; readonly images: readonly string[]; readonly externalId: string;
  readonly attributes: readonly { readonly id: string; readonly values: readonly { readonly id: string; readonly name: string }[] }[];
  readonly weight: { readonly value: string; readonly unit: string }; readonly dimensions: { readonly length: string; readonly width: string; readonly height: string; readonly unit: string } | null;
  readonly skus: readonly Sku[];
}
/** Price and stock are outside the versions: no audit holds them back. `reserved` of the stock is a promotion's until `lockedUntil` (0: none). */
export interface Offer { price: number; stock: Record<string, number>; committed: number; reserved: number; lockedUntil: number }
export interface Product {
  readonly id: string; readonly shop: string; readonly created: number; updated: number; status: Status; live: Version; waiting: Version | null; audit: 'NONE' | 'AUDITING' | 'FAILED' | 'APPROVED';
  /** Counts audits, so that only the last one decides. */
  round: number; reasons: readonly string[]; platforms: Platform[]; off: Platform[]; offers: Record<string, Offer>; seenFrom: number; beforeBan: Status | null;
}

export interface Unit { readonly id: string; readonly product: string; readonly sku: string; readonly sellerSku: string; readonly name: string; readonly option: string; readonly price: number; readonly image: string; package: string }
export interface Package { readonly id: string; status: 'TO_FULFILL' | 'PROCESSING' | 'FULFILLING' | 'COMPLETED' | 'CANCELLED'; tracking: string; handover: string }
export interface Order {
  readonly id: string; readonly shop: string; status: string; readonly created: number; updated: number; paid: number; readonly buyer: string; readonly buyerId: string; readonly warehouse: string; readonly units: Unit[]; packages: Package[];
  cancelBy: string; cancelReason: string; holdsStock: boolean; readonly history: { at: number; status: string }[];
}
export interface Cancellation { readonly id: string; readonly shop: string; readonly order: string; readonly role: 'BUYER' | 'SELLER' | 'SYSTEM'; readonly reason: string; status: string; readonly created: number; updated: number }
export interface Return { readonly id: string; readonly shop: string; readonly order: string; readonly type: string; readonly reason: string; readonly units: readonly string[]; status: string; readonly created: number; updated: number }
export interface Webhook { readonly event: string; readonly address: string; readonly created: number; readonly updated: number }
