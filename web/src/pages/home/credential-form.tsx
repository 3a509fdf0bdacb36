import { Field } from '../../design/field.js';
import type { Marketplace } from '../../server/shapes.js';
import { language, t } from '../../words/words.js';

type FormField = Marketplace['credentials'][number];
export type Typed = Readonly<Record<string, string>>;

/** The server sends a label as both languages, or as plain text. */
function say(word: unknown): string {
  if (typeof word === 'string') return word;
  if (typeof word !== 'object' || word === null) return '';
  const chosen: unknown = language.value === 'en' && 'en' in word ? word.en : 'id' in word ? word.id : '';
  return typeof chosen === 'string' ? chosen : '';
}

export const CredentialForm = ({ fields, typed, onType }: { readonly fields: readonly FormField[]; readonly typed: Typed; readonly onType: (typed: Typed) => void }) => (
  <>{fields.map((field) => (
    <Field key={field.field} label={say(field.label) || field.field} hint={say(field.help) || (field.required ? null : t('field.optional'))} type={field.secret ? 'password' : 'text'} autocomplete="off" required={field.required}
      value={typed[field.field] ?? ''} onInput={(value) => onType({ ...typed, [field.field]: value })} />
  ))}</>
);

/** What was filled in; whole numbers stay text, the server knows which ids are long. */
export const filled = (fields: readonly FormField[], typed: Typed): Record<string, string> => Object.fromEntries(fields.flatMap(({ field }) => (typed[field]?.trim() ? [[field, typed[field]?.trim() ?? '']] : [])));

/** What the marketplace itself hands out when the seller consents is not asked for before. */
export const beforeConsent = (fields: readonly FormField[]): FormField[] => fields.filter(({ field }) => !/token|shop_?id|expire|generation/i.test(field));
