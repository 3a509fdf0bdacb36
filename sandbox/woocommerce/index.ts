import type { Simulator } from '../kit/index.js';
import { openPractice } from './practice.js';

/** The practice WooCommerce: see README.md. */
export const simulator: Simulator = {
  name: 'woocommerce',
  title: 'WooCommerce',
  portOffset: 4,
  defaults: { idsFrom: '100' },
  unconfirmed: {
    /** Pictures and receivers on this machine or in private networks are refused, as the vendor's safe-request check does. */
    refuseLoopback: false,
    /** The shop believes that it stands behind TLS: keys in the query, or Basic, are enough. */
    https: false,
    /** Older shops ignore modified_after and modified_before of orders without a word. */
    modifiedFilter: true,
    /** A broken plugin writes its notices in front of every JSON body. */
    phpNotices: false,
  },
  pushes: { deadlineMs: 60_000, retriesMs: [], accepts: (status) => status >= 200 && status <= 302 },
  isBatch: ({ method, path }) => method !== 'GET' && /\/batch\/?$/.test(path),
  open: openPractice,
};
