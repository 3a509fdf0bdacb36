/** One call of a client, as it came in, and the answer to it. Bytes are kept as they were sent, so that signatures can be checked over them. */
export interface Call {
  readonly method: string;
  /** Percent-encoded, without the query: /api/v2/shop/get_shop_info */
  readonly path: string;
  /** Without the question mark, as it was sent. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** The address the caller used: http://127.0.0.1:4101 */
  readonly origin: string;
  /** Set while a fault `partial` hits this call: which of the batch's elements must fail, each in the vendor's form. */
  readonly partial?: Partial;
}

/** `fail`: how many of the elements, from the first on, or the SKUs that must fail. */
export type Partial = { readonly fail: number | readonly string[] };

export type Effect = 'none' | 'created' | 'updated' | 'deleted';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
  /** For the log; absent: none. */
  readonly effect?: Effect;
  /** What was made, changed or deleted: `listing 123`. Absent: null in the log. */
  readonly subject?: string;
}

/** Whether the element at `index`, whose SKU may be known, must fail. */
export function mustFail(partial: Partial | undefined, index: number, sku = ''): boolean {
  if (!partial) return false;
  return typeof partial.fail === 'number' ? index < partial.fail : partial.fail.includes(sku);
}

/** A part of a path in plain text; what is damaged stays as it was sent. */
export function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An answer that carries a JSON text. */
export function jsonAnswer(status: number, body: string, more: Omit<Answer, 'status' | 'body'> = {}): Answer {
  return { ...more, status, body, headers: { 'content-type': 'application/json; charset=utf-8', ...more.headers } };
}
