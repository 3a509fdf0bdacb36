/** Reads multipart/form-data: fields and files by their names, the bytes as they were sent. */
import type { Call } from './call.js';

export interface Part { readonly name: string; readonly file: boolean; readonly bytes: Buffer }

/** What separates the parts; null: this is no multipart/form-data. */
export function boundaryOf(call: Pick<Call, 'headers'>): string | null {
  return /^multipart\/form-data;.*boundary="?([^";]+)"?/.exec(call.headers['content-type'] ?? '')?.[1] ?? null;
}

/** In their order; null: a part is damaged. */
export function readParts(body: Buffer, boundary: string): readonly Part[] | null {
  const mark = Buffer.from(`--${boundary}`);
  const end = Buffer.concat([Buffer.from('\r\n'), mark]);
  const found: Part[] = [];
  for (let at = body.indexOf(mark); at >= 0;) {
    const next = body.indexOf(end, at + mark.length);
    if (next < 0) break;
    const part = body.subarray(at + mark.length + 2, next);
    const head = part.indexOf('\r\n\r\n');
    const lines = part.subarray(0, Math.max(0, head)).toString('utf8');
    const [, quoted, bare] = /\bname=(?:"([^"]*)"|([^";\s]+))/.exec(lines) ?? [];
    const name = quoted ?? bare;
    if (head < 0 || name === undefined) return null;
    found.push({ name, file: /\bfilename=/.test(lines), bytes: part.subarray(head + 4) });
    at = next + 2;
  }
  return found;
}
