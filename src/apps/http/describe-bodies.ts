import { ModulesContainer } from '@nestjs/core';
import type { INestApplication, Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';

interface Rule { readonly propertyName: string; readonly type: string; readonly name?: string; readonly constraints?: readonly unknown[]; readonly each?: boolean }

/** Tells the OpenAPI document what the validators already know, for every body and query of every route: so that no rule is written twice. Call before the document is made. */
export function describeBodies(app: INestApplication): void {
  const described = new Set<unknown>();
  for (const module of app.get(ModulesContainer, { strict: false }).values()) {
    for (const { metatype } of module.controllers.values()) {
      const prototype = (metatype as Type | null)?.prototype as object | undefined;
      for (const name of prototype ? Object.getOwnPropertyNames(prototype) : []) {
        for (const type of (Reflect.getMetadata('design:paramtypes', prototype as object, name) ?? []) as unknown[]) describe(type, described);
      }
    }
  }
}

function describe(type: unknown, described: Set<unknown>): void {
  if (typeof type !== 'function' || described.has(type)) return;
  described.add(type);
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false) as unknown as readonly Rule[];
  for (const property of new Set(rules.map((rule) => rule.propertyName))) {
    const own = rules.filter((rule) => rule.propertyName === property);
    const nested = own.some((rule) => rule.type === 'nestedValidation') ? nestedType(type as Type, property) : null;
    if (nested) describe(nested.type, described);
    ApiProperty(optionsOf(own, nested, Reflect.getMetadata('design:type', type.prototype as object, property)))(type.prototype as object, property);
  }
}

/** Which class the transformer makes of this property: asked by letting it make one. */
function nestedType(type: Type, property: string): { type: Type; many: boolean } | null {
  for (const many of [true, false]) {
    const made = (plainToInstance(type, { [property]: many ? [{}] : {} }) as Record<string, unknown>)[property];
    const value: unknown = Array.isArray(made) ? made[0] : made;
    const found = typeof value === 'object' && value !== null ? (value.constructor as Type) : null;
    if (found && found !== Object) return { type: found, many: Array.isArray(made) && hasArrayRule(type, property) };
  }
  return null;
}

const hasArrayRule = (type: Type, property: string): boolean =>
  (getMetadataStorage().getTargetValidationMetadatas(type, '', false, false) as unknown as readonly Rule[]).some((rule) => rule.propertyName === property && (rule.name === 'isArray' || rule.each === true));

function optionsOf(rules: readonly Rule[], nested: { type: Type; many: boolean } | null, declared: unknown): ApiPropertyOptions {
  const of = (name: string): Rule | undefined => rules.find((rule) => rule.name === name);
  const value = (name: string): unknown => of(name)?.constraints?.[0];
  const required = !rules.some((rule) => rule.type === 'conditionalValidation');
  if (nested) return { type: nested.many ? [nested.type] : nested.type, required };
  const isArray = of('isArray') !== undefined || declared === Array;
  const numbers = of('isInt') ?? of('isNumber');
  const scalar = numbers ? { type: of('isInt') ? 'integer' : 'number', minimum: value('min') as number, maximum: value('max') as number }
    : of('isBoolean') ? { type: 'boolean' }
      : of('isObject') ? { type: 'object', additionalProperties: true }
        : { type: 'string', enum: value('isIn') as string[], format: of('isEmail') ? 'email' : undefined, pattern: value('matches') instanceof RegExp ? (value('matches') as RegExp).source : undefined, minLength: value('minLength') as number, maxLength: value('maxLength') as number };
  const clean = Object.fromEntries(Object.entries(scalar).filter(([, entry]) => entry !== undefined));
  return (isArray ? { type: 'array', items: clean, required, maxItems: value('arrayMaxSize') } : { ...clean, required }) as ApiPropertyOptions;
}
