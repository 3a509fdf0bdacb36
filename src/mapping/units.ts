/** Units as sellers and marketplaces write them, by what they measure; the number says how many of the first one it is. */
const kinds: readonly Readonly<Record<string, number>>[] = [
  { g: 1, gr: 1, gram: 1, grams: 1, kg: 1_000, kilogram: 1_000, kilograms: 1_000, kilo: 1_000, mg: 0.001, milligram: 0.001, ons: 100, lb: 453.59237, lbs: 453.59237, oz: 28.349523125, ton: 1_000_000 },
  { mm: 1, millimeter: 1, milimeter: 1, cm: 10, centimeter: 10, sentimeter: 10, m: 1_000, meter: 1_000, inch: 25.4, inci: 25.4, in: 25.4, ft: 304.8 },
  { ml: 1, milliliter: 1, mililiter: 1, cc: 1, l: 1_000, liter: 1_000, litre: 1_000, ltr: 1_000, cl: 10 },
  { day: 1, days: 1, hari: 1, week: 7, weeks: 7, minggu: 7 },
  { month: 1, months: 1, bulan: 1, bln: 1, year: 12, years: 12, tahun: 12, thn: 12 },
  { w: 1, watt: 1, kw: 1_000, kilowatt: 1_000 },
  { pcs: 1, pc: 1, piece: 1, pieces: 1, buah: 1, biji: 1, lusin: 12, dozen: 12, kodi: 20 },
];
const key = (unit: string): string => unit.trim().toLowerCase().replace(/\.$/, '');
const kindOf = (unit: string): Readonly<Record<string, number>> | undefined => kinds.find((kind) => Object.hasOwn(kind, key(unit)));

export interface Measured { readonly text: string; readonly unit: string }

/** '1.250' is a thousand and a quarter where thousands are set apart by points; '1,5' is one and a half. Null where it is no number. */
function numberOf(text: string): number | null {
  const trimmed = text.trim();
  const plain = /^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/.test(trimmed) ? trimmed.replaceAll('.', '').replace(',', '.') : trimmed.replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/**
 * Pure: a value in one of the marketplace's units. The same unit under another name takes the marketplace's; another unit of the same kind is converted, into the one that
 * needs the fewest digits; '500 g' is read as a number and its unit. Null where that cannot be done. A number without a unit takes the only one there is.
 */
export function inUnits(value: { readonly text?: string; readonly unit?: string }, units: readonly string[]): Measured | null {
  const [, written = value.text ?? '', tail = ''] = /^\s*([\d.,]+)\s*([^\d\s].*)?$/.exec(value.text ?? '') ?? [];
  const unit = value.unit?.trim() || tail.trim(), amount = numberOf(written);
  if (amount === null) return null;
  if (unit === '') return units.length === 1 && units[0] !== undefined ? { text: plainNumber(amount), unit: units[0] } : null;
  const exact = units.find((known) => key(known) === key(unit));
  if (exact !== undefined) return { text: plainNumber(amount), unit: exact };
  const kind = kindOf(unit);
  const fitting = kind === undefined ? [] : units.filter((known) => kindOf(known) === kind).map((known) => ({ unit: known, text: plainNumber((amount * (kind[key(unit)] ?? 1)) / (kind[key(known)] ?? 1)) }));
  return fitting.sort((a, b) => a.text.length - b.text.length)[0] ?? null;
}

/** At most six decimals, none at the end that say nothing. */
const plainNumber = (amount: number): string => String(Math.round(amount * 1_000_000) / 1_000_000);
