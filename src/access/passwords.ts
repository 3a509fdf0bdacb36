import { hash, verify } from '@node-rs/argon2';

/** argon2id, 19 MiB, two passes: OWASP's smallest recommended setting, so that a sign-in does not stop a small server. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
let decoy: Promise<string> | null = null;

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** Takes as long for an unknown account (`stored` null) as for a known one. */
export async function checkPassword(password: string, stored: string | null): Promise<boolean> {
  const against = stored ?? (await (decoy ??= hashPassword('nobody has this password')));
  const right = await verify(against, password).catch(() => false);
  return right && stored !== null;
}
