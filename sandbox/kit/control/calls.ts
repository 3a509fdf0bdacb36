/** What `GET /_control` says one can do here, with examples. */
export const calls: readonly { readonly call: string; readonly does: string; readonly example?: unknown }[] = [
  { call: 'GET /_control', does: 'says what this is: its address, clock, settings, and this list' },
  { call: 'POST /_control/shops', does: 'opens an empty seller account; answers its credentials', example: { name: 'Koperasi Contoh' } },
  { call: 'GET /_control/state?shop=', does: 'the whole truth' },
  { call: 'GET /_control/requests?after=0&shop=', does: 'the log of vendor calls' },
  { call: 'POST /_control/orders', does: 'a buyer orders', example: { shop: '1', lines: [{ sku: 'KP-01', quantity: 2 }], buyer: 'Sari', unpaid: false } },
  { call: 'POST /_control/orders/:id/moves', does: 'an order moves; to: the vendor\'s word', example: { to: 'CANCELLED', by: 'buyer', reason: 'berubah pikiran' } },
  { call: 'PATCH /_control/listings/:id', does: 'someone edits in the seller centre', example: { variant: 'KP-01', price: 45000, stock: 7 } },
  { call: 'POST /_control/faults', does: 'lays a fault; GET lists, DELETE clears', example: { match: { method: 'POST', path: '/add_item' }, times: 1, fault: { kind: 'reset', when: 'after' } } },
  { call: 'PATCH /_control/settings', does: 'changes settings; GET shows them', example: { latencyMs: 50, callsPerSecond: 10 } },
  { call: 'POST /_control/tokens/expire', does: 'a token is at its end', example: { shop: '1', kind: 'access' } },
  { call: 'POST /_control/tokens/revoke', does: 'the seller withdraws the consent', example: { shop: '1' } },
  { call: 'POST /_control/clock', does: 'moves the clock', example: { advanceMs: 300_000 } },
  { call: 'GET /_control/webhooks?shop=', does: 'every delivery with its attempts' },
  { call: 'POST /_control/webhooks/replay', does: 'sends a delivery again, or forged', example: { delivery: '1', times: 1, flipByte: 5 } },
  { call: 'POST /_control/reset', does: 'back to empty', example: {} },
];
