// Loaded before Jest (`node --import`), and so by each of its workers: from here on Node imports the project's TypeScript as it stands.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
