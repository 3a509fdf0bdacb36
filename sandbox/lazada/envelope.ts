/** Lazada's envelope and its codes. HTTP is 200 unless the setting says otherwise. */
import { randomBytes } from 'node:crypto';
import { jsonAnswer, stringifyLossless, type Answer } from '../kit/index.js';

export type Side = 'ISV' | 'ISP' | 'SYSTEM';
export interface Detail { readonly field: string; readonly message: string; readonly seller_sku?: string }

/** Thrown where a call is refused. */
export class Refused extends Error {
  constructor(readonly code: string, message: string, readonly field = '', readonly sku = '') {
    super(message);
  }
}

const known: Readonly<Record<Side, Readonly<Record<string, string>>>> = {
  SYSTEM: {
    ApiCallLimit: 'The api access frequency exceeds the limit. this ban will last 1 seconds', TRAFFIC_CONTROL: 'Traffic control', SYS_REQUEST_TOO_FAST: 'Request too fast', 901: 'The request is too frequent', 998: 'The API is closed during the campaign', ServiceTimeout: 'Service timeout', SYS_ERROR: 'System error',
    IllegalAccessToken: 'The specified access token is invalid or expired', IncompleteSignature: 'The request signature does not conform to platform standards', MissingParameter: 'The input parameter that is mandatory for processing this request is not supplied', InvalidCode: 'The authorization code is invalid or expired',
    IllegalRefreshToken: 'The specified refresh token is invalid or expired', AUTH_TYPE_UNSUPPORTED: 'The authorization cannot be refreshed', InvalidApiPath: 'The specified API path is invalid', InvalidParameter: 'The parameter is invalid',
  },
  ISP: { 6: 'Internal error, please try again', 513: 'Service is busy', 1000: 'Internal application error', 4135: 'THD_IC_ERR', 4159: 'IC_EXCEPTION', 4154: 'SYS_REQUEST_TOO_FAST', 40011: 'RPC_ERROR', 700024: 'GET_LOCK_FAILED', 4147: 'The product is being edited', THD_IC_ERR: 'Item centre error', IC_EXCEPTION: 'Item centre exception', RPC_ERROR: 'RPC error', GET_LOCK_FAILED: 'Lock not granted' },
  ISV: {
    1: 'Parameter is invalid', 5: 'Invalid request format', 30: 'Empty request', 201: 'Invalid category', 204: 'Too many SKUs in one request', 207: 'SKU not found', 208: 'Item not found', 1001: 'The JSON structure is invalid', 4105: 'SellerSku already exists', 4110: 'Mandatory attribute is missing', 4118: 'Price must not be zero', 4126: 'SellerSku is duplicate in the request',
    4138: 'External image is not allowed', 4139: 'Product has no image', 4141: 'SellerSku is duplicate', 4142: 'Brand is invalid in this category', 4148: 'Item number is over the cap', 4157: 'Special price must be below price', 4164: 'Package weight is over 40 kg', 4165: 'Package length, width and height are over 300 cm', 4167: 'Mandatory SKU attribute is missing', 4169: 'More than 8 images',
    4171: 'More than 50 SKUs', 512: 'Refused by mangrove', 4123: 'Refused by mangrove', 4124: 'Refused by mangrove', 4130: 'Brand is not authorised', 4156: 'Brand is restricted', 4131: 'The text has sensitive words', 4151: 'The product is in QC', 4155: 'The product is locked', 4162: 'The product is locked', 4170: 'Stock cannot be decreased during a campaign', 500: 'Create product failed', 501: 'Update product failed',
    300: 'Image is missing or unreadable', 301: 'Image cannot be fetched', 302: 'Image format is not supported', 303: 'Image is too large', 304: 'Image dimensions are not supported', 701: 'No category suggestion', SellerNotActive: 'Seller is not active', SellerNotVerified: 'Seller is not verified',
  },
};

function sideOf(code: string): Side {
  return code in known.SYSTEM ? 'SYSTEM' : code in known.ISP ? 'ISP' : 'ISV';
}

export function messageOf(code: string): string | undefined {
  return known[sideOf(code)][code];
}

export const refuse = (code: string, message?: string, field?: string, sku?: string): Refused => new Refused(code, message ?? messageOf(code) ?? code, field, sku);

let count = 0;
const start = randomBytes(8).toString('hex');
const requestId = () => `${start}${(++count).toString(16).padStart(12, '0')}`;
type More = Pick<Answer, 'effect' | 'subject'>;

export const ok = (data: unknown, more: More = {}): Answer => okTop({ data }, more);

export function okTop(payload: object, more: More = {}): Answer {
  return jsonAnswer(200, stringifyLossless({ code: '0', ...payload, request_id: requestId() }), more);
}

/** Fulfilment and reverse calls nest once more. */
export const okResult = (data: unknown, more: More = {}): Answer => okTop({ result: { success: true, error_code: '0', error_msg: '', data } }, more);

export function failure(code: string, message: string, status: number, detail?: readonly Detail[]): Answer {
  return jsonAnswer(status, stringifyLossless({ type: sideOf(code), code, message, request_id: requestId(), ...(detail ? { detail } : {}) }));
}
