/** The revision that an If-Match names, `"3"` or, as proxies that compress rewrite it, `W/"3"`; 0, which no row has, for anything else. */
export const revisionIn = (match: string | undefined): number => Number(/^(?:W\/)?"?(\d{1,9})"?$/.exec(match?.trim() ?? '')?.[1] ?? 0);
