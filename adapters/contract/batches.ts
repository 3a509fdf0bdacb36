/** Groups what one call may carry together: rows of the same `key`, so many a call, in the order they came. */
export function batchesOf<T>(rows: readonly T[], most: number, key: (row: T) => string = () => ''): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row); else groups.set(key(row), [row]);
  }
  return [...groups.values()].flatMap((group) => Array.from({ length: Math.ceil(group.length / most) }, (_, page) => group.slice(page * most, (page + 1) * most)));
}
