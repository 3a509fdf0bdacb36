/** The envelope: `{code, message, data, request_id}`, its codes as the notes list them, and how a call is refused. */
import { randomBytes } from 'node:crypto';
import { jsonAnswer, stringifyLossless, type Answer } from '../kit/index.js';

/** Thrown where a call is refused. */
export class Refused extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

export const messages: Readonly<Record<number, string>> = {
  105001: 'The authorization is no longer effective.', 105002: 'Expired credentials: the access token is expired.', 105005: 'Access denied: the scope is missing.', 106001: 'Invalid sign.', 106011: 'The shop_cipher is invalid.',
  106013: 'The shop_cipher is missing.', 101000: 'The access token and the shop_cipher do not match.', 36009002: 'Too many requests.', 36009003: 'Internal error.', 36009004: 'Invalid parameter.', 36009007: 'Timeout.',
  36009009: 'Invalid path.', 36009010: 'Invalid method.', 36009014: 'This version does not exist or is retired.', 36009022: 'Invalid content type.', 36009033: 'The IP address is not allowed.',
  36004001: 'The refresh token is expired.', 36004004: 'The auth code is invalid or expired.', 36004005: 'There is no authorization record.',
  12052023: 'The category does not exist.', 12052024: 'The category is not a leaf.', 12052230: 'The category version is wrong for this shop.', 12052217: 'The category version is required.', 12052220: 'The category is prohibited.', 12052221: 'The category is restricted.', 12052222: 'The category is restricted.', 12052223: 'The category is restricted.', 12052224: 'The category is restricted.', 12052225: 'The category is restricted.', 12052226: 'The category is restricted.', 12052227: 'The category is restricted.',
  12052104: 'A required attribute is missing.', 12052182: 'A conditionally required attribute is missing.', 12052105: 'A certificate is missing.', 12052051: 'The title has a wrong length.', 12052261: 'The title is invalid.',
  12052013: 'The description is missing.', 12052015: 'The description is too long.', 12052028: 'There is no main image.', 12052722: 'The image uri is unknown.', 12052054: 'The seller SKU is too long.', 12019059: 'The seller SKU is invalid.',
  12052996: 'The external id is already used.', 12052592: 'The GTIN is already used.', 12052560: 'The sales attributes are invalid.', 12052525: 'The combination of sales attributes is not unique.', 12052050: 'Too many SKUs.',
  12052055: 'The quantity is out of range.', 12052097: 'The warehouse does not exist.', 12019028: 'All warehouses of the SKU are needed.', 12052393: 'In a promotion the stock cannot drop below the current one.',
  12052038: 'The price is locked by a promotion.', 12019045: 'The price is locked by a promotion.', 12052260: 'The product does not exist.', 12052048: 'The product does not belong to this shop.', 12052901: 'The status of the product does not allow this.',
  12052700: 'The seller is inactive.', 12052093: 'The listing quota of today is used up.', 12052332: 'The shop is being merged with Tokopedia: only stock and price can be edited.', 12052990: 'Check failed.', 12052180: 'More than 10000 results.',
  12038002: 'The image file cannot be read.', 12038004: 'The image is too big.', 12038005: 'The dimensions of the image are wrong.', 12038014: 'The image format is not supported.', 12019116: 'The image is invalid.', 12052109: 'Too many requests of this merchant.',
  10002014: 'The order cannot be read now.', 10002015: 'The order cannot be read now.', 10037002: 'The order cannot be read now.', 10037003: 'The order cannot be read now.', 10037004: 'The order cannot be read now.',
  25001011: 'A cancellation is already running.', 25001014: 'The cancel reason is invalid.', 25001015: 'The reason is invalid.', 25001020: 'The reason is invalid.', 25001021: 'The reason is invalid.', 25001028: 'The order is locked, try again.',
  25001045: 'The order is already shipped.', 25001051: 'The order is finished.',
};

export function refuse(code: number, message = messages[code] ?? 'Failed.'): Refused {
  return new Refused(code, message);
}

/** A parameter that is wrong, or missing. */
export const wrong = (message: string): Refused => refuse(36009004, message);

export function ok(data: object, more: Pick<Answer, 'effect' | 'subject'> = {}): Answer {
  return jsonAnswer(200, stringifyLossless({ code: 0, message: 'Success', data, request_id: requestId() }), more);
}

export function refusal({ code, message }: Refused, status: number): Answer {
  return jsonAnswer(code === 36009002 ? 429 : status, stringifyLossless({ code, message, data: null, request_id: requestId() }));
}

const start = randomBytes(6).toString('hex').toUpperCase();
let count = 0;
function requestId(): string {
  return `${start}${(++count).toString(16).toUpperCase().padStart(12, '0')}`;
}
