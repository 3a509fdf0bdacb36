/** Reads a query string as PHP does: `a[]=1`, `a[k]=v` become nested, the last of two equal names wins, keys keep their order. */
export type QueryValue = string | QueryTree;
export interface QueryTree { [key: string]: QueryValue }

export function parseQuery(query: string): QueryTree {
  const tree: QueryTree = Object.create(null) as QueryTree;
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decode(cut < 0 ? pair : pair.slice(0, cut));
    if (name !== '') place(tree, name, decode(cut < 0 ? '' : pair.slice(cut + 1)));
  }
  return tree;
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

function place(tree: QueryTree, name: string, value: string): void {
  const open = name.indexOf('[');
  const parts = open > 0 ? [...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '') : [];
  let at = tree;
  let key = open > 0 && parts.length > 0 ? name.slice(0, open) : name;
  for (const part of parts) {
    const below = at[key];
    const next: QueryTree = typeof below === 'object' ? below : (Object.create(null) as QueryTree);
    at[key] = next;
    at = next;
    key = part === '' ? String(Object.keys(next).length) : part;
  }
  at[key] = value;
}

/** A tree of `0, 1, 2 …` is a list to whoever asks for one. */
export function plain(value: QueryValue): unknown {
  if (typeof value === 'string') return value;
  const keys = Object.keys(value);
  if (keys.every((key, index) => key === String(index))) return keys.map((key) => plain(value[key] ?? ''));
  return Object.fromEntries(keys.map((key) => [key, plain(value[key] ?? '')]));
}
