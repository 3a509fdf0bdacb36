import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { AttributeRule, AttributeValue } from '../../adapters/contract/index.js';
import { mappingErrors } from './errors.js';
import { optionOf } from './fill-attributes.js';
import type { Mapping } from './read-mappings.js';
import { inUnits } from './units.js';

export class ValueBody {
  @IsOptional() @IsString() @MaxLength(80) id?: string;
  @IsOptional() @IsString() @MaxLength(500) text?: string;
  @IsOptional() @IsString() @MaxLength(20) unit?: string;
}

/** The value as it is kept: only what was said, its keys in one order. */
export const plainValue = ({ id, text, unit }: ValueBody): AttributeValue => ({ ...(id === undefined ? {} : { id }), ...(text === undefined ? {} : { text }), ...(unit === undefined ? {} : { unit }) });

/** Refuses what the leaf would refuse, as far as its rules are known: an option it does not have, a number in no unit of its. Values stay as typed: they are settled when they leave. */
export function checkValue(toko: string, rule: AttributeRule | null, meant: Mapping['meant'], given: ValueBody): AttributeValue {
  const value = plainValue(given), { id: option, text, unit } = given;
  const params = { toko, atribut: rule?.name ?? '', nilai: [text ?? option ?? '', unit].filter(Boolean).join(' '), satuan: rule?.units.join(', ') ?? '' };
  if (option === undefined && (text ?? '').trim() === '') throw mappingErrors.noChoice(params);
  if (rule === null) return value;
  if (rule.values.length > 0 && (option !== undefined ? !rule.values.some((known) => known.id === option) : !rule.custom && optionOf(rule, text ?? '', meant) === null)) throw mappingErrors.noChoice(params);
  if (option === undefined && rule.units.length > 0 && inUnits(value, rule.units) === null) throw mappingErrors.badUnit(params);
  return value;
}
