import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import iconv from 'iconv-lite';

export type FileKind = 'xlsx' | 'csv' | 'other';

/** By content, never by name: a workbook is a zip; text holds no zero bytes, unless it is UTF-16 and says so. Old workbooks, PDFs and pictures are `other`. */
export async function kindOf(path: string): Promise<FileKind> {
  const start = await head(path, 4_096);
  if (start.toString('latin1', 0, 4) === 'PK\u0003\u0004') return 'xlsx';
  const utf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  return !utf16 && start.includes(0) ? 'other' : 'csv';
}

/** UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252. Reads the file once to see whether it is UTF-8. */
export async function encodingOf(path: string): Promise<string> {
  const mark = await head(path, 3);
  if (mark[0] === 0xff && mark[1] === 0xfe) return 'utf-16le';
  if (mark[0] === 0xfe && mark[1] === 0xff) return 'utf-16be';
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
