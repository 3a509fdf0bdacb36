/** How alike two titles or choices are, 0 to 1: told apart by rare words, forgiving what shop staff do to a name (abbreviations, a lost letter or space, capitals, another order, advertising behind it). */

/** What sells but says nothing of the thing: it costs nothing where only one side has it. */
const advertising = new Set('murah promo ready stok stock bisa cod koperasi khas kualitas super original ori asli terlaris laris best seller diskon gratis ongkir oleh terbaru baru bonus grosir ecer termurah official dan hem'.split(' '));
/** One name for one unit. */
const units: Readonly<Record<string, string>> = { gr: 'g', gram: 'g', grm: 'g', kilo: 'kg', kilogram: 'kg', mili: 'ml', liter: 'l', ltr: 'l', lt: 'l', senti: 'cm', meter: 'm', th: 'tahun', thn: 'tahun', pc: 'pcs', buah: 'pcs' };

export type Rarity = (token: string) => number;

/** Lower case, no marks; "oleh2" is "oleh oleh"; digits stand apart from letters, so that "150cm" is "150 cm". */
export function tokensOf(text: string): readonly string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\b(\p{L}{2,})2\b/gu, '$1 $1').replace(/(\p{L})(\d)|(\d)(\p{L})/gu, '$1$3 $2$4');
  return plain.split(/[^\p{L}\p{N}]+/u).filter((token) => token !== '').map((token) => units[token] ?? token);
}

/** Rare words weigh more: ln(1 + N ÷ n) over these texts. */
export function rarityOf(texts: readonly (readonly string[])[]): Rarity {
  const seen = new Map<string, number>();
  for (const tokens of texts) for (const token of new Set(tokens)) seen.set(token, (seen.get(token) ?? 0) + 1);
  return (token) => Math.log(1 + texts.length / (seen.get(token) ?? 1));
}

export function titleLikeness(ours: readonly string[], theirs: readonly string[], rarity: Rarity): number {
  if (ours.length === 0 || theirs.length === 0) return 0;
  const free = new Set(theirs.keys());
  let met = 0, all = 0;
  for (const token of ours) {
    let best = 0, at = -1;
    for (const index of free) {
      const same = wordLikeness(token, theirs[index] ?? '');
      if (same > best) [best, at] = [same, index];
    }
    free.delete(at);
    all += rarity(token);
    met += best * rarity(token);
  }
  const extra = [...free].map((index) => theirs[index] ?? '').filter((token) => !advertising.has(token)).length;
  const words = 0.75 * (met / all) + 0.25 * (theirs.length / (theirs.length + extra));
  return 0.65 * words + 0.35 * shared(ours.join(''), theirs.join(''));
}

/** Whether a choice is the same; where only one side has one, nothing can be said. */
export function choiceLikeness(ours: readonly string[], theirs: readonly string[]): number {
  const a = ours.flatMap(tokensOf), b = theirs.flatMap(tokensOf);
  if (a.length === 0 && b.length === 0) return 1;
  if (a.length === 0 || b.length === 0) return 0.4;
  const met = (from: readonly string[], to: readonly string[]): number => from.reduce((sum, token) => sum + Math.max(0, ...to.map((other) => wordLikeness(token, other))), 0) / from.length;
  const both = (met(a, b) + met(b, a)) / 2;
  // Half a choice is another choice: "Merah" is not "Merah Bata".
  return both === 1 ? 1 : both * both * 0.9;
}

export const priceLikeness = (ours: bigint, theirs: bigint | null): number => (theirs === null || theirs <= 0n ? 0.5 : Number(ours < theirs ? ours : theirs) / Number(ours < theirs ? theirs : ours));

/** Same 1, a letter more or less or another 0.85, an abbreviation ("tnp", "mtf", "btl") or a stem ("anyam", "anyaman") 0.8. Numbers are the same or not. */
function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  if (/\d/.test(a) || /\d/.test(b)) return 0;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length >= 4 && long.length - short.length <= 1 && oneApart(short, long)) return 0.85;
  if (short.length >= 4 && long.startsWith(short)) return 0.8;
  return short.length >= 2 && short[0] === long[0] && long.length >= 4 && short.length <= long.length * 0.75 && !/[aeiou]/.test(short) && within(short, long) ? 0.8 : 0;
}

function oneApart(short: string, long: string): boolean {
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  return short.slice(at + (short.length === long.length ? 1 : 0)) === long.slice(at + 1);
}

function within(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length;
}

/** How much of our text, in pieces of three letters, stands in theirs: what a lost space does not change. */
function shared(ours: string, theirs: string): number {
  const pieces = (text: string): string[] => Array.from({ length: Math.max(1, text.length - 2) }, (_, at) => text.slice(at, at + 3));
  const there = new Set(pieces(theirs)), all = pieces(ours);
  return all.filter((piece) => there.has(piece)).length / all.length;
}
