/** The practice Shopee: Open Platform API v2 of one market (Indonesia), strict to the protocol notes. */
import type { Simulator } from '../kit/index.js';
import { ShopeePractice } from './practice.js';
import { batches } from './routes.js';

export const simulator: Simulator = {
  name: 'shopee', title: 'Shopee', portOffset: 0,
  unconfirmed: {
    errorStatus: 200, // the HTTP status of a refusal
    newItemStatus: ['NORMAL', 'REVIEWING'], // REVIEWING: for auditMs
    stockTakenAt: ['placed', 'paid'], // when a buyer's order lowers the stock
    promotionStock: ['floor', 'block'], // not below what is reserved; or not at all
    writeWarning: '', // what adding and changing an item says in `warning`, beside its yes
    searchFindsModelSku: false,
    initWaitSeconds: 0, // how long after add_item its variants cannot be made
    trackingDelaySeconds: 60,
    pushContentType: 'application/json',
    refuseUnknownParameters: true,
    sendRetryAfter: false,
  },
  pushes: { deadlineMs: 3000, retriesMs: [300_000, 1_800_000, 10_800_000], accepts: (status, body) => status >= 200 && status < 300 && body.length === 0 },
  isBatch: ({ path }) => batches.has(path),
  open: (kit) => new ShopeePractice(kit),
};
