/** A call to the control door of the practice marketplace at `address`. Throws with its answer when it refuses. */
export async function controlCall<T>(address: string, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${address}/_control${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}
