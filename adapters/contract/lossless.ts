/** Reading numbers without losing any of them: what several marketplaces write alike. */

/** JSON with whole numbers beyond 2^53 as text, so that no id is rounded; inside strings nothing changes. Throws what `JSON.parse` throws. */
export const exactJson = (body: string): unknown => JSON.parse(body.replace(/("(?:[^"\\]|\\.)*")|(-?\d{16,})(?![\d.eE])/g, (_, quoted: string | undefined, digits: string | undefined) => quoted ?? `"${digits ?? ''}"`));

/** A decimal number or text as whole minor units of so many decimals, rounded half up; null where it is none. */
export function minorUnits(value: number | string, decimals: number): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(typeof value === 'number' ? value.toFixed(decimals + 2) : value.trim());
  if (!match) return null;
  const fraction = (match[3] ?? '').padEnd(decimals + 1, '0');
  const minor = BigInt(`${match[2]}${fraction.slice(0, decimals)}`) + (fraction.charAt(decimals) >= '5' ? 1n : 0n);
  return match[1] === '-' ? -minor : minor;
}
