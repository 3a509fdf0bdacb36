/** Whole rupiah: "Rp 45.000", "Rp45.000,-", and whatever `wholeNumber` reads; null for anything else. */
export function rupiah(text: string): number | null {
  return wholeNumber(text.trim().replace(/^rp\.?/i, '').replace(/(?<![.,]\d{1,2}),-$/, ''));
}

/**
 * A whole number as people write it, never guessed: "45000", "45.000", "45.000,00", "45,000", "45000.00" are all 45000.
 * A last separator with three digits behind it groups thousands; with one or two it is a decimal, and these must be zero. Anything else is null.
 */
export function wholeNumber(text: string): number | null {
  const bare = text.trim();
  if (!/^\d[\d.,]*$/.test(bare)) return null;
  const decimal = /^(.*\d)[.,](\d{1,2})$/.exec(bare);
  if (decimal && /[1-9]/.test(decimal[2] ?? '')) return null;
  const whole = decimal ? (decimal[1] ?? '') : bare;
  // What groups thousands must not be what marked the decimals, and must group all of them.
  const mark = decimal ? bare.charAt((decimal[1] ?? '').length) : '';
  const grouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.exec(whole);
  if (!/^\d+$/.test(whole) && (!grouped || grouped[1] === mark)) return null;
  const value = Number(whole.replace(/[.,]/g, ''));
  return Number.isSafeInteger(value) ? value : null;
}

/** Centimetres with at most two decimals ("10", "10,5", "10.25") as whole millimetres; null for anything else, and for nothing or below. */
export function millimetres(text: string): number | null {
  const match = /^(\d{1,5})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const mm = Math.round(Number(`${match[1]}.${match[2] ?? '0'}`) * 10);
  return mm > 0 ? mm : null;
}
