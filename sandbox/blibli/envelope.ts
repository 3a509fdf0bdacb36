/** Both families' envelopes, and the error codes: those the notes saw, and others by the pattern ERR-<service><status><n>. */
import { jsonAnswer, type Answer } from '../kit/index.js';

export const codes: Readonly<Record<string, readonly [status: number, message: string]>> = {
  'ERR-PA400054': [400, 'Request is not valid'], 'ERR-PA401001': [401, 'Unauthorized'], 'ERR-PA403001': [403, 'Forbidden'], 'ERR-PA404001': [404, 'Data not found'], 'ERR-PA404012': [404, 'Order item not found'],
  'ERR-PA429001': [429, 'API quota exceeded'], 'ERR-MA500007': [500, 'Internal server error'],
};

/** Thrown where a call is refused. */
export class Refused extends Error {
  constructor(readonly code: string, message?: string) {
    super(message ?? codes[code]?.[1] ?? code);
  }
}

export function invalid(message: string): Refused {
  return new Refused('ERR-PA400054', message);
}

export type Family = 'seller' | 'mta';
export interface Paging { readonly page: number; readonly size: number; readonly total: number }
type More = Pick<Answer, 'effect' | 'subject'> & { readonly paging?: Paging; readonly status?: number; readonly pagingAs?: 'paging' | 'pageMetaData' };

export function seller(requestId: string, content: unknown, { paging, pagingAs = 'paging', status = 200, ...more }: More = {}): Answer {
  const shown = paging && { pageNumber: paging.page, pageSize: paging.size, totalPage: Math.ceil(paging.total / paging.size), totalRecord: paging.total };
  return jsonAnswer(status, JSON.stringify({ requestId, content, ...(shown ? { [pagingAs]: shown } : {}) }), more);
}

export function mta(requestId: string, value: unknown, { paging, ...more }: More = {}): Answer {
  const pageMetaData = paging ? { pageSize: paging.size, pageNumber: paging.page, totalRecords: paging.total } : null;
  return jsonAnswer(200, JSON.stringify({ requestId, headers: null, success: true, errorCode: '', errorMessage: '', value, pageMetaData }), more);
}

/** A write that says nothing. */
export function empty(more: Pick<Answer, 'effect' | 'subject'>): Answer {
  return { status: 204, body: '', ...more };
}

export function refusal({ code, message }: Refused, requestId: string, family: Family, mtaFailureStatus: number): Answer {
  const status = codes[code]?.[0] ?? 400;
  return jsonAnswer(family === 'mta' && status === 400 ? mtaFailureStatus : status, JSON.stringify({ requestId, success: false, errorCode: code, errorMessage: message }));
}
