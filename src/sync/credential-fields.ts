import { getMetadataStorage } from 'class-validator';
import type { Bilingual } from '../../adapters/contract/index.js';

/** The fields of an adapter's credentials or settings class, as a form needs them; labels and help come from its `words` (`<field>` and `<field>.help`). */
export function describeFields(kind: new () => object, words: Readonly<Record<string, Bilingual>>): readonly { field: string; label: Bilingual; help: Bilingual | null; secret: boolean; required: boolean }[] {
  const grouped = new Map<string, Set<string>>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(kind, '', false, false)) {
    const names = grouped.get(rule.propertyName) ?? new Set<string>();
    names.add(rule.name ?? rule.type);
    grouped.set(rule.propertyName, names);
  }
  return [...grouped].map(([field, rules]) => ({ field, label: words[field] ?? { id: field, en: field }, help: words[`${field}.help`] ?? null, secret: /key|secret|token|password/i.test(field), required: ![...rules].some((rule) => rule === 'conditionalValidation' || rule === 'isOptional') }));
}
