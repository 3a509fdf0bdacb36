import type { CategoryRules } from '../../adapters/contract/index.js';

/** Rules as they lie in remote_category.rules: JSON knows neither bigint nor pattern. */
export function storeRules(rules: CategoryRules): unknown {
  return { ...rules, price: { ...rules.price, min: rules.price.min.toString(), max: rules.price.max.toString() }, sku: { ...rules.sku, pattern: rules.sku.pattern?.source } };
}

export function reviveRules(stored: unknown): CategoryRules {
  const rules = stored as Omit<CategoryRules, 'price' | 'sku'> & { price: { min: string; max: string; spread?: number }; sku: Omit<CategoryRules['sku'], 'pattern'> & { pattern?: string } };
  return { ...rules, price: { ...rules.price, min: BigInt(rules.price.min), max: BigInt(rules.price.max) }, sku: { ...rules.sku, pattern: rules.sku.pattern === undefined ? undefined : new RegExp(rules.sku.pattern, 'u') } };
}
