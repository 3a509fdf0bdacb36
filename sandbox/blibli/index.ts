/** The practice Blibli: Seller API under /v2/proxy, Basic authentication and signed calls, strict to the protocol notes. */
import type { Simulator } from '../kit/index.js';
import { BlibliPractice } from './practice.js';
import { isBatch } from './routes.js';

export const simulator: Simulator = {
  name: 'blibli', title: 'Blibli', portOffset: 3,
  unconfirmed: {
    signatureKeyAtOpening: true, // whether a seller has set a Signature Key
    signatureWindowSeconds: 900, // how far Signature-Time may be from the clock
    bodylessPostType: ['either', 'json', 'empty'], // line 3 of a POST without a body
    mtaFailureStatus: 200, // of a refusal for its content in the older family
    quotas: true,
    refuseUnknownFields: true,
    refuseLoopback: false,
    replayProtection: false, // whether a create with a requestId that was seen is the same create
    descriptionEncoding: ['plain', 'base64'],
    detailPath: ['products', 'bare'], // bare: /seller/v1/{productSku}/detail
    nameLength: 150,
    minimumPrice: 1,
    webhookSignature: ['base64', 'hex'],
    orderCap: 100, // records after which a filter stops; 0: none
    stockTakenAt: ['placed', 'paid'],
  },
  pushes: { deadlineMs: 5000, retriesMs: [], accepts: (status) => status >= 200 && status < 300 },
  isBatch,
  open: (kit) => new BlibliPractice(kit),
};
