/** What becomes of a server that died while we live. */
export interface Told { restarted(): void; /** It does not start again: whoever runs us should end, and be started anew. */ lost(error: Error): void }

const lookEveryMs = 1_000;
/** What its dead parent left behind, its children and their shared memory, goes within seconds. */
const tries = 10;

/** Looks every second whether the server lives, and starts it again if not; gives up after ten tries in a row. */
export function watchOver(server: { alive(): boolean; restart(): Promise<void> }, told: Told): { stop(): void } {
  let over = false, busy = false;
  const look = async (): Promise<void> => {
    if (busy || over || server.alive()) return;
    busy = true;
    for (let round = 1; !over; round += 1) {
      try {
        await server.restart();
        told.restarted();
        break;
      } catch (error) {
        if (round === tries) {
          over = true;
          told.lost(error as Error);
        } else await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      }
    }
    busy = false;
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  return { stop: () => { over = true; clearInterval(timer); } };
}
