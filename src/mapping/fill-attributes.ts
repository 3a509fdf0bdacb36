import type { AttributeRule, AttributeValue, CategoryRules } from '../../adapters/contract/index.js';
import { ownValue, type OwnValue } from './own-fields.js';
import { brandWord, type Layer, type Mapping } from './read-mappings.js';
import { inUnits } from './units.js';
import { nameLikeness, plain } from './words/words.js';

export type Values = Readonly<Record<string, readonly AttributeValue[]>>;
/** From here on an axis of ours and a marketplace's attribute are taken for the same thing. */
const sameThing = 0.8;

/** Pure: who decides an attribute: what was set at this listing or product, else what the product says of itself in the catalogue, else category and leaf. */
export function decided(rule: AttributeRule, { layers, own, meant }: Mapping): Layer | OwnValue | null {
  const [nearest] = layers.get(rule.id) ?? [];
  if (nearest?.level === 'listing' || nearest?.level === 'product') return nearest;
  return ownValue(rule, own, (text) => optionOf(rule, text, meant)) ?? nearest ?? null;
}

/** Pure: each attribute's value as it leaves, from whoever decides it. Rules unknown: as given. What the leaf does not know is left out, unless its own category map says it. */
export function fillAttributes(rules: CategoryRules | null, mapping: Mapping): Values {
  const filled: Record<string, readonly AttributeValue[]> = {}, byId = new Map((rules?.attributes ?? []).map((rule) => [rule.id, rule]));
  for (const attributeId of new Set([...mapping.layers.keys(), ...byId.keys()])) {
    const rule = byId.get(attributeId), [nearest] = mapping.layers.get(attributeId) ?? [], by = rule ? decided(rule, mapping) : nearest;
    if (rule && by) filled[attributeId] = by.values.map((value) => settle(rule, value, mapping.meant));
    else if (by && (rules === null || (nearest?.level === 'category' && mapping.leaf?.by === 'category'))) filled[attributeId] = by.values;
  }
  return filled;
}

/** Pure: one value as this attribute takes it: the option that was learned for it, or is called the same; its unit converted. What cannot be settled stays as it is, and preflight says so. */
export function settle(rule: AttributeRule, value: AttributeValue, meant: Mapping['meant']): AttributeValue {
  if (value.id !== undefined || value.text === undefined) return value;
  if (rule.values.length > 0) {
    const id = optionOf(rule, value.text, meant);
    if (id !== null) return { id };
  }
  return rule.units.length > 0 ? (inUnits(value, rule.units) ?? value) : value;
}

/** The id of the option our text means: learned, or of the same name. */
export function optionOf(rule: AttributeRule, ours: string, meant: Mapping['meant']): string | null {
  const learned = meant(rule.id, ours).find((id) => rule.values.some((option) => option.id === id));
  return learned ?? rule.values.find((option) => plain(option.name) === plain(ours))?.id ?? null;
}

/** Whether this attribute is demanded, the others being as they are. */
export const isDue = (rule: AttributeRule, values: Values): boolean => rule.required && !rule.variation && (rule.requiredIf === undefined
  || Object.entries(rule.requiredIf).every(([id, options]) => (values[id] ?? []).some((value) => value.id !== undefined && options.includes(value.id))));

/** Demanded and without a value. */
export const missingIn = (rules: CategoryRules, values: Values): readonly AttributeRule[] => rules.attributes.filter((rule) => isDue(rule, values) && (values[rule.id] ?? []).length === 0);

/** The attribute of the leaf that an axis of ours is, by its name; null where the marketplace leaves axes to us. */
export function axisRule(rules: CategoryRules | null, axis: string): AttributeRule | null {
  const scored = (rules?.attributes ?? []).filter((rule) => rule.variation).map((rule) => ({ rule, likeness: Math.max(nameLikeness(axis, rule.name), nameLikeness(axis, rule.id)) }));
  const [best] = scored.sort((a, b) => b.likeness - a.likeness);
  return best && best.likeness >= sameThing ? best.rule : null;
}

/** An option of an axis in the marketplace's own words, where it has some. */
export function optionText(rule: AttributeRule | null, ours: string, meant: Mapping['meant']): string {
  const id = rule === null || rule.values.length === 0 ? null : optionOf(rule, ours, meant);
  return rule?.values.find((option) => option.id === id)?.name ?? ours;
}

/** The product's own brand where it was learned, else the category's, else the marketplace's own "no brand"; null where it knows neither. */
export const brandOf = (rules: CategoryRules | null, mapping: Mapping, brand: string | null): string | null => (brand === null ? undefined : mapping.meant(brandWord, brand)[0]) ?? mapping.leaf?.brand ?? rules?.brand.none ?? null;
