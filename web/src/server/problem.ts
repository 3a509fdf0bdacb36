/** What went wrong, in the reader's words: the server's problem+json, or our own sentence when no answer came. `status` 0: no answer. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, readonly title: string, readonly next: string, readonly detail: string = '', readonly body: unknown = null) {
    super(`${code} ${title}`);
  }
}
