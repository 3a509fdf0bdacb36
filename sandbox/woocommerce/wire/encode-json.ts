/** JSON as PHP writes it: slashes and everything beyond ASCII are escaped. A body's signature covers exactly these bytes. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[/\u007f-\uffff]/g, (sign) => (sign === '/' ? '\\/' : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
