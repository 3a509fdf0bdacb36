/** The practice TikTok Shop, and Tokopedia through it: Partner API 202309 and later of one market (Indonesia), strict to the protocol notes. */
import type { Simulator } from '../kit/index.js';
import { TiktokShopPractice } from './practice.js';
import { isBatchPath } from './routes.js';

export const simulator: Simulator = {
  name: 'tiktok-shop', title: 'TikTok Shop', portOffset: 1,
  defaults: { accessTokenSeconds: 604_800 },
  unconfirmed: {
    errorStatus: 200, // the HTTP status of a refusal; a rate limit is always 429
    oldRefreshTokenDies: true,
    emptyObjectSignedEitherWay: true, // a body {} may be signed or left out
    zeroStock: true,
    refuseDuplicateSellerSku: false,
    secondWarehouse: false, // true: goods may stand in two sales warehouses, and an update of stock names all that a SKU stands in
    categoryVersion: ['v2', 'v1', 'any'],
    onHoldSeconds: 3_600, // 0: no ON_HOLD in this market
    deletedAreHidden: false, // true: neither read nor found
    listingsPerDay: 0, // 0: no quota
    pageTokenCountsRows: false,
    shopIsMerging: false, // true: only stock and price can be edited
    refuseUnknownParameters: true,
    contentTypeOnGet: false, // true: a GET needs it too
    refuseLoopback: false, // true: a webhook's address must be https with a domain and no port
    sendRetryAfter: false,
  },
  pushes: { deadlineMs: 3_000, retriesMs: [120_000, 1_800_000, 10_800_000, 43_200_000], accepts: (status, body) => status === 200 && body.length === 0 },
  isBatch: ({ method, path }) => isBatchPath(method, path),
  open: (kit) => new TiktokShopPractice(kit),
};
