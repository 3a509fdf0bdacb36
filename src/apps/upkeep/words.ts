/** What a command says: Indonesian where the terminal is set to it (LC_ALL, LC_MESSAGES, LANG), else English. */
export type Words = (id: string, en: string) => string;

export function wordsOf(env: Readonly<Record<string, string | undefined>>): Words {
  const indonesian = /^(id|in)(_|\.|$)/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '');
  return (id, en) => (indonesian ? id : en);
}

/** What a person can mend: shown as it is, without a stack. */
export class PlainError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'PlainError';
  }
}

/** Bytes as people read them. */
export const sized = (bytes: number): string => (bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`);
