import { neutral } from './neutral-text.js';

/** What such a file begins with, so that spreadsheets take it for UTF-8. */
export const csvStart = '\ufeff';
/** One line of a CSV as a spreadsheet with Indonesian settings reads it: semicolons, CRLF. Numbers stay numbers; text that would run as a formula is guarded. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : quoted(neutral(cell ?? '')))).join(';')}\r\n`;

const quoted = (text: string): string => (/[";\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
