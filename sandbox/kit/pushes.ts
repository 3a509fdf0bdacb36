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
  /** A function is asked with the body the push goes out with. */
  readonly headers: Readonly<Record<string, string>> | ((body: string) => Readonly<Record<string, string>>);
  /** A function is called once, at the first attempt, where the vendor makes the payload when it delivers; null: the subject is gone, nothing is sent.
   *  Such a push is lost when the sandbox stops before its first attempt. */
  readonly body: string | (() => string | null);
}

export interface Delivery extends Pick<Push, 'shop' | 'subscription' | 'event' | 'url'> {
  readonly id: string;
  headers: Readonly<Record<string, string>>;
  /** Null until the first attempt of a push whose payload is made late. */
  body: string | null;
  state: 'waiting' | 'delivered' | 'failed' | 'dropped';
  readonly attempts: { at: string; status: number | null; ms: number; ok: boolean; error: string | null }[];
}

export interface Pushes {
  /** Hands a push over; it goes at once, or after `webhookDelayMs`. Answers the delivery's id. */
  send(push: Push): string;
  deliveries(shop?: string): readonly Delivery[];
}
