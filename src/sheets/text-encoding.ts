import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import iconv from 'iconv-lite';

export type FileKind = 'xlsx' | 'csv' | 'other';

/** What begins like this is no text: pictures, PDF, old workbooks and other archives. */
const magic = ['89504e47', 'ffd8ff', '47494638', '25504446', 'd0cf11e0', '52494646', '1f8b08', '377abcaf', '52617221', '7f454c46', '00000018', '0000001c', '00000020'];

/** By content, never by name: a workbook is a zip; text may hold a stray control character, but not one in ten. */
export async function kindOf(path: string): Promise<FileKind> {
  const start = await head(path, 4_096);
  if (start.toString('latin1', 0, 4) === 'PK\u0003\u0004') return 'xlsx';
  if (magic.some((bytes) => start.toString('hex', 0, 4).startsWith(bytes))) return 'other';
  if (utf16Of(start)) return 'csv';
  const strange = start.filter((byte) => byte < 9 || (byte > 13 && byte < 32)).length;
  return strange * 10 > start.length ? 'other' : 'csv';
}

/** UTF-16 says so by its mark; without one it is told by every other byte being zero. */
function utf16Of(start: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  start.forEach((byte, at) => { if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1; });
  const [even = 0, odd = 0] = zeros, many = start.length / 3;
  return odd > many && even === 0 ? 'utf-16le' : even > many && odd === 0 ? 'utf-16be' : null;
}

/** UTF-8 with or without BOM, UTF-16, else Windows-1252. Without a mark the file is read once to see whether it is UTF-8. */
export async function encodingOf(path: string): Promise<string> {
  const start = await head(path, 4_096), utf16 = utf16Of(start);
  if (utf16) return utf16;
  if (start.toString('hex', 0, 3) === 'efbbbf') return 'utf-8';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const part of createReadStream(path)) decoder.decode(part as Buffer, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch {
    return 'win1252';
  }
}

/** The file's text in pieces, without its byte order mark. */
export async function* textOf(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  for await (const part of createReadStream(path)) {
    const text = decoder.write(part as Buffer);
    if (text !== '') yield text;
  }
  const rest = decoder.end();
  if (rest) yield rest;
}

async function head(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(buffer, 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
