import { LookFirst, Retry, type WireRequest, type WireResponse } from '../../adapters/contract/index.js';

export type Effect = 'read' | 'set' | 'make';
export const largestAnswer = 10 * 1024 * 1024;

/** Before a byte left: whatever the call's effect, nothing happened there. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ERR_INVALID_URL', 'UND_ERR_CONNECT_TIMEOUT', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID']);

/**
 * Sends one request and reads its whole answer, within one time limit and one size. No redirect is followed, nothing is repeated.
 * Throws `LookFirst` for an unclear end of a make, else `Retry`; `rawCode` is 'unreachable' (nothing was sent), or 'unclear' (timeout, cut, too large).
 */
export async function httpCall(address: string, request: WireRequest, effect: Effect, timeoutMs: number, now: () => number): Promise<WireResponse> {
  const cut = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(address + request.path, {
      method: request.method, headers: { ...request.headers }, redirect: 'manual', signal: cut,
      ...(request.body === undefined ? {} : { body: typeof request.body === 'string' ? request.body : Buffer.from(request.body) }),
    });
    const body = await readAll(answer);
    const date = Date.parse(answer.headers.get('date') ?? '');
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body, receivedAt: now(), remoteDate: Number.isNaN(date) ? null : date };
  } catch (error) {
    throw unclear(error, effect, cut.aborted);
  }
}

async function readAll(answer: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  if (answer.body) for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > largestAnswer) throw new Error(`answer larger than ${largestAnswer} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

function unclear(error: unknown, effect: Effect, timedOut: boolean): Retry | LookFirst {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const message = timedOut ? 'no complete answer in time' : `${(error as Error).message}${cause?.message ? `: ${cause.message}` : ''}`;
  if (cause?.code !== undefined && neverSent.has(cause.code)) return new Retry(message, { rawCode: 'unreachable' });
  return effect === 'make' ? new LookFirst(message, { rawCode: 'unclear' }) : new Retry(message, { rawCode: 'unclear' });
}
