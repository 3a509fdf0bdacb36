/**
 * Webhook deliveries: sends them, judges the answer by the vendor's rules, tries again on the vendor's schedule (in sandbox time), keeps what became
 * of each. Headers and body are fixed when a push is made, so a retry is byte for byte the same.
 */
export interface PushRules {
  /** How long a receiver may take, in real ms. */
  readonly deadlineMs: number;
  /** Waits before each further try; empty: none. */
  readonly retriesMs: readonly number[];
  /** What counts as received. */
  accepts(status: number, body: Buffer): boolean;
}

export interface Push {
  readonly shop: string;
  /** Which subscription it is for. */
  readonly subscription: string;
  /** The vendor's word for the event. */
  readonly event: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Delivery extends Push {
  readonly id: string;
  state: 'waiting' | 'delivered' | 'failed' | 'dropped';
  readonly attempts: { at: string; status: number | null; ms: number; ok: boolean; error: string | null }[];
}

export interface Pushes {
  /** Hands a push over; it goes at once, or after `webhookDelayMs`. Answers the delivery's id. */
  send(push: Push): string;
  deliveries(shop?: string): readonly Delivery[];
}
