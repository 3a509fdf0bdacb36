/** What a reader chose for this device: theme, density. The language is kept here too, for the page before sign-in. */
import { signal } from '@preact/signals';
import { language, speak, type Language } from '../words/words.js';

export type Theme = 'light' | 'dark' | 'system';
const root = document.documentElement;
export const theme = signal<Theme>(root.dataset.theme === 'dark' ? 'dark' : root.dataset.theme === 'light' ? 'light' : 'system');
export const density = signal<'roomy' | 'dense'>(root.dataset.density === 'dense' ? 'dense' : 'roomy');

function keep(): void {
  try {
    localStorage.setItem('serentak.taste', JSON.stringify({ theme: theme.value, density: density.value, language: language.value }));
  } catch {
    // A browser without storage keeps it for this visit only.
  }
}

export const isDark = (): boolean => (theme.value === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme.value === 'dark');

export function wear(next: Theme): void {
  theme.value = next;
  if (next === 'system') delete root.dataset.theme;
  else root.dataset.theme = next;
  keep();
}

export function pack(next: 'roomy' | 'dense'): void {
  density.value = next;
  root.dataset.density = next;
  keep();
}

export async function talk(next: Language): Promise<void> {
  await speak(next);
  keep();
}
