import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsNumber, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { Nested } from '../kernel/index.js';
import { feeKinds, type FeeKind } from '../../adapters/contract/index.js';

const id = /^\d{1,19}$/;
const day = /^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const given = (_: object, value: unknown): boolean => value !== null && value !== undefined;

export class FloorBody {
  @IsIn(['catalogue', 'cost']) base!: 'catalogue' | 'cost';
  @IsNumber({ maxDecimalPlaces: 4 }) @Min(-90) @Max(900) percent!: number;
  @IsInt() @Min(-100_000_000) @Max(100_000_000) fixed!: number;
  @IsIn(['raise', 'ask']) below!: 'raise' | 'ask';
}
export class RuleBody {
  @IsNumber({ maxDecimalPlaces: 4 }) @Min(-90) @Max(900) percent!: number;
  @IsInt() @Min(-100_000_000) @Max(100_000_000) fixed!: number;
  @IsInt() @Min(1) @Max(1_000_000) roundTo!: number;
  @IsOptional() @IsIn(['up', 'nearest', 'charm']) rounding?: 'up' | 'nearest' | 'charm';
  @ValidateIf(given) @IsInt() @Min(0) @Max(999_999) ending?: number | null;
  @ValidateIf(given) @Nested(() => FloorBody) floor?: FloorBody | null;
}
export class FeeBody {
  @IsString() @MaxLength(60) marketplace!: string;
  @IsIn(feeKinds) kind!: FeeKind;
  @ValidateIf(given) @IsString() @Matches(/\S/) @MaxLength(80) category?: string | null;
  @ValidateIf(given) @IsString() @Matches(/\S/) @MaxLength(60) tier?: string | null;
  @ValidateIf(given) @IsNumber({ maxDecimalPlaces: 4 }) @Min(0) @Max(99.9999) percent?: number | null;
  @ValidateIf(given) @IsInt() @Min(0) @Max(100_000_000) rupiah?: number | null;
  @ValidateIf(given) @IsInt() @Min(0) @Max(100_000_000) cap?: number | null;
  @Matches(day) @IsISO8601({ strict: true }) from!: string;
  @ValidateIf(given) @Matches(day) @IsISO8601({ strict: true }) to?: string | null;
  @IsString() @Matches(/\S/) @MaxLength(500) source!: string;
  @Matches(day) @IsISO8601({ strict: true }) readOn!: string;
  @ValidateIf(given) @IsString() @MaxLength(500) note?: string | null;
}
export class FeeChange {
  @ValidateIf(given) @IsNumber({ maxDecimalPlaces: 4 }) @Min(0) @Max(99.9999) percent?: number | null;
  @ValidateIf(given) @IsInt() @Min(0) @Max(100_000_000) rupiah?: number | null;
  @ValidateIf(given) @IsInt() @Min(0) @Max(100_000_000) cap?: number | null;
  @IsOptional() @Matches(day) @IsISO8601({ strict: true }) from?: string;
  @ValidateIf(given) @Matches(day) @IsISO8601({ strict: true }) to?: string | null;
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(500) source?: string;
  @IsOptional() @Matches(day) @IsISO8601({ strict: true }) readOn?: string;
  @ValidateIf(given) @IsString() @MaxLength(500) note?: string | null;
}
export class FeeQuery {
  @IsOptional() @IsString() @MaxLength(60) marketplace?: string;
  @IsOptional() @Matches(day) @IsISO8601({ strict: true }) date?: string;
}
export class PreviewQuery {
  @Matches(id) shop!: string;
  @IsOptional() @Matches(id) productId?: string;
  @IsOptional() @Matches(id) variantId?: string;
  /** A catalogue price that is only being considered, whole rupiah. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000_000_000) price?: number;
}
export class PreviewBody extends PreviewQuery {
  @Nested(() => RuleBody) rule!: RuleBody;
}
