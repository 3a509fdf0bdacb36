/** All of a list that answers by pages: the same function that the list's address asks, from the first page to the last. */
export async function* pages<T>(page: (after: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>): AsyncGenerator<readonly T[]> {
  let after: string | undefined;
  do {
    const { items, next } = await page(after);
    yield items;
    after = next ?? undefined;
  } while (after !== undefined);
}

/** `list` cut into pieces of at most `size`. */
export function* pieces<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}
