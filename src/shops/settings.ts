import type { Adapter } from '../../adapters/contract/index.js';
import { typedAs } from '../marketplaces/index.js';
import { shopErrors } from './errors.js';

/** A shop's settings as its adapter's class wants them; throws with the fields that do not fit, unknown ones included. */
export async function goodSettings(adapter: Adapter, given: object): Promise<Readonly<Record<string, unknown>>> {
  const { value, wrong } = await typedAs(adapter.settings, given, true);
  if (wrong.length > 0) throw shopErrors.badSettings({ fields: wrong.map(({ field }) => field).join(', ') }, { fields: wrong });
  return { ...value };
}
