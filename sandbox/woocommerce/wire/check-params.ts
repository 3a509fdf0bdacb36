import { WpError, missing } from './wp-error.js';

/** The part of JSON schema that WordPress checks parameters by, with its own leniency: "12" is an integer, 12 is not a string. */
export interface Rule {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'mixed';
  readonly enum?: readonly string[];
  readonly items?: Rule;
  readonly properties?: Rules;
  readonly min?: number; readonly max?: number;
  readonly format?: 'date-time';
  readonly required?: boolean;
  readonly default?: unknown;
}
export type Rules = Readonly<Record<string, Rule>>;
export type Params = Record<string, unknown>;

interface Wrong { readonly code: string; readonly message: string }

/** What is known comes back as the type asked for; unknown parameters are let through unread, as WordPress does; null counts as absent. */
export function checkParams(given: Params, rules: Rules): Params {
  const absent = Object.keys(rules).filter((name) => rules[name]?.required && (given[name] === undefined || given[name] === null));
  if (absent.length > 0) throw missing(absent);
  const wrongs: Record<string, Wrong> = {};
  const params: Params = {};
  for (const [name, rule] of Object.entries(rules)) {
    const value = given[name];
    if (value === undefined || value === null) {
      if (rule.default !== undefined) params[name] = rule.default;
      continue;
    }
    try {
      params[name] = checked(value, rule, name);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      wrongs[name] = { code: error.code, message: error.message };
    }
  }
  const names = Object.keys(wrongs);
  if (names.length === 0) return params;
  throw new WpError('rest_invalid_param', 400, `Invalid parameter(s): ${names.join(', ')}`, {
    params: Object.fromEntries(names.map((name) => [name, wrongs[name]?.message])),
    details: Object.fromEntries(names.map((name) => [name, { ...wrongs[name], data: null }])),
  });
}

class Mismatch extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
  }
}

function checked(value: unknown, rule: Rule, path: string): unknown {
  switch (rule.type) {
    case 'mixed': return value;
    case 'string': return text(value, rule, path);
    case 'integer': return number(value, rule, path, true);
    case 'number': return number(value, rule, path, false);
    case 'boolean': return truth(value, path);
    case 'array': {
      const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[\s,]+/).filter((part) => part !== '') : null;
      if (!list) throw new Mismatch('rest_invalid_type', `${path} is not of type array.`);
      const items = rule.items;
      return items ? list.map((item: unknown, index) => checked(item, items, `${path}[${index}]`)) : list;
    }
    case 'object': {
      if (Array.isArray(value) && value.length === 0) return {};
      if (!isObject(value)) throw new Mismatch('rest_invalid_type', `${path} is not of type object.`);
      const known = rule.properties ?? {};
      return Object.fromEntries(Object.entries(value).map(([name, below]) => {
        const inner = known[name];
        return [name, inner && below !== null ? checked(below, inner, `${path}[${name}]`) : below];
      }));
    }
  }
}

function text(value: unknown, rule: Rule, path: string): string {
  if (typeof value !== 'string') throw new Mismatch('rest_invalid_type', `${path} is not of type string.`);
  if (rule.enum && !rule.enum.includes(value)) throw new Mismatch('rest_not_in_enum', `${path} is not one of ${listed(rule.enum)}.`);
  if (rule.format === 'date-time' && !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?$/i.test(value)) throw new Mismatch('rest_invalid_date', 'Invalid date.');
  return value;
}

function number(value: unknown, rule: Rule, path: string, whole: boolean): number {
  const read = typeof value === 'number' ? value : typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : NaN;
  if (!Number.isFinite(read) || (whole && !Number.isInteger(read))) throw new Mismatch('rest_invalid_type', `${path} is not of type ${whole ? 'integer' : 'number'}.`);
  const { min, max } = rule;
  if ((min !== undefined && read < min) || (max !== undefined && read > max)) {
    throw new Mismatch('rest_out_of_bounds', min === undefined ? `${path} must be less than or equal to ${max}` : max === undefined
      ? `${path} must be greater than or equal to ${min}` : `${path} must be between ${min} (inclusive) and ${max} (inclusive)`);
  }
  return read;
}

function truth(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';
  if (!['true', 'false', '0', '1', 'yes', 'no'].includes(word)) throw new Mismatch('rest_invalid_type', `${path} is not of type boolean.`);
  return word === 'true' || word === '1' || word === 'yes';
}

const listed = (words: readonly string[]) => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')}, and ${words[words.length - 1]}`);
export const isObject = (value: unknown): value is Params => typeof value === 'object' && value !== null && !Array.isArray(value);
