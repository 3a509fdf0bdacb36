import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../design/icon.js';
import type { useFilters } from './filters.js';
import { useRested } from './finder.js';

/** The page's own search; what is typed goes into the address once the fingers rest. */
export function SearchField({ label, placeholder, filters }: { readonly label: string; readonly placeholder: string; readonly filters: ReturnType<typeof useFilters> }) {
  const kept = filters.value('q');
  const [typed, type] = useState(kept);
  const rested = useRested(typed);
  useEffect(() => { if (rested.trim() !== filters.value('q')) filters.change({ q: rested.trim() }, true); }, [rested]);
  useEffect(() => { if (kept !== typed.trim()) type(kept); }, [kept]);
  return <div class="with"><Icon name="cari" /><input class="input" type="search" aria-label={label} placeholder={placeholder} value={typed} onInput={(event) => type(event.currentTarget.value)} /></div>;
}
