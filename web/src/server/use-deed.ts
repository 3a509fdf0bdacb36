import { useState } from 'preact/hooks';
import { hush, say } from '../design/toast.js';
import { Problem } from './problem.js';

/** Runs what a button asks for, one at a time; `busy` names which. A refusal is said in the server's own words. Answers whether it went well. */
export function useDeed(): { readonly busy: string | null; readonly run: (name: string, work: () => Promise<void>) => Promise<boolean> } {
  const [busy, setBusy] = useState<string | null>(null);
  const run = async (name: string, work: () => Promise<void>): Promise<boolean> => {
    setBusy(name);
    hush();
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      say(error.next ? `${error.title} ${error.next}` : error.title, 'bad');
      return false;
    } finally {
      setBusy(null);
    }
  };
  return { busy, run };
}
