import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';

export interface WrongField { readonly field: string; readonly rules: readonly string[] }

/** What a person gave for an adapter's credentials or settings, as its class has it, and what does not fit. `strict`: a field it does not know is wrong too; else it is left out, for keys are often pasted with more. */
export async function typedAs<T extends object>(kind: new () => T, given: object, strict = false): Promise<{ value: T; wrong: WrongField[] }> {
  const value = plainToInstance(kind, given), wrong: ValidationError[] = await validate(value, { whitelist: true, forbidNonWhitelisted: strict, forbidUnknownValues: false });
  return { value, wrong: wrong.map(({ property, constraints }) => ({ field: property, rules: Object.keys(constraints ?? {}) })) };
}
