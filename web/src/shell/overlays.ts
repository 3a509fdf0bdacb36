import { signal } from '@preact/signals';

/** Whether the finder and the list of keys are open; any part of the shell may open them. */
export const finding = signal(false);
export const helpOpen = signal(false);
