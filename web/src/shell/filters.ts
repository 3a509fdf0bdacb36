import { useLocation, useSearch } from 'wouter-preact';

/** The filters of a page live in its address. Changing one goes back to the first page; typing replaces the entry, so that Back leaves the page. */
export function useFilters(): { readonly values: URLSearchParams; readonly value: (name: string) => string; readonly href: (changes: Readonly<Record<string, string | null>>) => string; readonly change: (changes: Readonly<Record<string, string | null>>, replace?: boolean) => void } {
  const values = new URLSearchParams(useSearch());
  const [path, go] = useLocation();
  const href = (changes: Readonly<Record<string, string | null>>): string => {
    const next = new URLSearchParams(values);
    next.delete('after');
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') next.delete(name);
      else next.set(name, value);
    }
    const written = next.toString();
    return written ? `${path}?${written}` : path;
  };
  return { values, value: (name) => values.get(name) ?? '', href, change: (changes, replace = false) => go(href(changes), { replace }) };
}
