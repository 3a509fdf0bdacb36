/** How a cell begins that a spreadsheet would run as a formula. */
const armed = /^[=+\-@\t\r]/;
const guarded = /^'+[=+\-@\t\r]/;

/** Text as it is written into a sheet: what a spreadsheet would take for a formula gets an apostrophe before it, and so does text that has one there already. For text cells only: a number stays a number. */
export const neutral = (text: string): string => (armed.test(text) || guarded.test(text) ? `'${text}` : text);

/** Text as it was before `neutral`: one guarding apostrophe is taken off. */
export const asWritten = (text: string): string => (text.charCodeAt(0) === 39 && guarded.test(text) ? text.slice(1) : text);
