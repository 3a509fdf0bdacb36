/** The one place that asks what time it is. Milliseconds since 1970, UTC. */
export const now = (): number => Date.now();
