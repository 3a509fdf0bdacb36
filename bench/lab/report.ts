/** What a bench prints: raw runs, the peer of the same minute, the ratio, the goal, PASS or MISS. A missed goal is said, not thrown; a wrong result is thrown. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

export const raw = (name: string, values: readonly number[], unit: string): void => say(`  raw  ${name}: ${values.map((value) => round(value)).join(', ')} ${unit}`);

/** `measured` against `goal`: at most, or at least. */
export function verdict(name: string, measured: number, goal: { readonly atMost: number } | { readonly atLeast: number }, unit: string): boolean {
  const met = 'atMost' in goal ? measured <= goal.atMost : measured >= goal.atLeast;
  say(`  ${met ? 'PASS' : 'MISS'} ${name}: ${round(measured)} ${unit} (goal ${'atMost' in goal ? `at most ${round(goal.atMost)}` : `at least ${round(goal.atLeast)}`} ${unit})`);
  return met;
}

/** A result that is not exactly right makes the figures worthless. */
export function exactly<T>(name: string, found: T, wanted: T): void {
  if (found !== wanted) throw new Error(`${name}: found ${String(found)}, wanted exactly ${String(wanted)}`);
  say(`  exact ${name}: ${String(found)}`);
}

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};
export const median = (values: readonly number[]): number => percentile(values, 0.5);

const round = (value: number): string => (Math.abs(value) >= 100 ? String(Math.round(value)) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2));
