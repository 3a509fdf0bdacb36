/** Fetches a picture for the shop. Throws the reason in the vendor's words. */
const MOST_BYTES = 32 * 1024 * 1024;
const DEADLINE_MS = 60_000;

export async function downloadPicture(url: string): Promise<Buffer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) }).catch((error: unknown) => {
    throw new Error(error instanceof Error && error.name === 'TimeoutError' ? 'Operation timed out' : 'Could not connect to server');
  });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Error(answer.status === 404 ? 'Not Found' : `The server answered ${answer.status}`);
  }
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (bytes.length === 0 || bytes.length > MOST_BYTES) throw new Error('Invalid file size');
  return bytes;
}
