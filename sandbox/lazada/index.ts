/** The practice Lazada: the Open Platform of one venture (Indonesia), strict to the protocol notes. */
import type { Simulator } from '../kit/index.js';
import { LazadaPractice } from './practice.js';
import { batches } from './routes.js';

const halfHour = 1_800_000;

export const simulator: Simulator = {
  name: 'lazada', title: 'Lazada', portOffset: 2,
  defaults: { accessTokenSeconds: 30 * 86_400, feedMs: 500 },
  unconfirmed: {
    errorStatus: 200, // the HTTP status of a refusal
    timestampCode: 'IllegalTimestamp', // the codes the notes do not name
    appKeyCode: 'InvalidAppKey',
    refuseUnknownParameters: true,
    productErrors: ['umbrella', 'bare'], // create and update: 500 and 501 with detail; or the code itself
    attributesListBasics: true, // name, brand, SellerSku, price … stand among a category's attributes
    newItemStatus: ['Pending QC', 'Active'], // Pending QC: for auditMs
    updateToQc: true, // a changed name, text, picture or category goes before QC
    priceToQc: 80, // so does a price that leaps by so many percent of the old one; 0: never
    liveWhilePending: true, // and sells meanwhile, once let through
    nameCountedIn: ['chars', 'bytes'],
    idrInteger: true,
    maxVariations: 2,
    itemCap: 100_000,
    skuSearch: ['word', 'exact'], // sku_seller_list: whole words of a SKU; or the SKU itself
    batchPending: ['error', 'empty'], // a batch of pictures that is not ready
    imageMaxBytes: 1_048_576,
    multiWarehouse: false,
    orderWindowDays: 0, // longest span of GetOrders; 0: any
    orderDates: ['spaced', 'iso'], // 2025-01-01 00:00:00 +0700; or ISO 8601
    reverseAmounts: ['cents', 'units'], // of returns: in cents, or whole rupiah
    refreshTokenDays: 180,
    refreshable: true,
    oldRefreshTokenDies: true,
    oldAccessTokenDies: false,
    refuseLoopback: false,
  },
  pushes: { deadlineMs: 500, retriesMs: Array.from({ length: 12 }, () => halfHour), accepts: (status) => status === 200 },
  isBatch: ({ path }) => batches.has(path),
  open: (kit) => new LazadaPractice(kit),
};
