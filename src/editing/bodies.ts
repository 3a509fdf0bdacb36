import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import { Nested, PageQuery } from '../kernel/index.js';
import { ProductConditions } from '../catalogue/index.js';
import type { Change, Field } from './apply-change.js';

const id = /^\d{1,18}$/;
const given = (_: object, value: unknown): boolean => value !== null && value !== undefined;

/** Either products by id, or all that match the product list's own conditions ({}: all of them); of these, where `variants` is given, only those variants. */
export class ChosenBody {
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @Matches(id, { each: true }) ids?: string[];
  @IsOptional() @Nested(() => ProductConditions) filter?: ProductConditions;
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @Matches(id, { each: true }) variants?: string[];
}
export class RoundBody {
  @IsInt() @Min(1) @Max(1_000_000) to!: number;
  @IsIn(['up', 'down', 'nearest']) way!: 'up' | 'down' | 'nearest';
  @IsOptional() @IsInt() @Min(0) @Max(999_999) ending?: number;
}
export class ChangeBody implements Change {
  @IsIn(['set', 'add', 'percent', 'round']) how!: Change['how'];
  /** A whole number; of percent, up to four decimals; of a category its id or null; of attributes an object, null taking one away; of a marketplace's attribute its values ([{id | text, unit}]) or null. What fits is checked with the field. */
  @IsOptional() value?: unknown;
  @IsOptional() @Nested(() => RoundBody) round?: RoundBody;
  /** Of a marketplace's attribute: a shop of that marketplace, and the attribute's id there. */
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @IsString() @MaxLength(80) attribute?: string;
}
export class EditBody {
  @IsIn(['price', 'stock', 'weight', 'category', 'attributes', 'marketplace-attribute']) field!: Field;
  @Nested(() => ChangeBody) change!: ChangeBody;
  @Nested(() => ChosenBody) products!: ChosenBody;
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(120) name?: string;
}
export class StartBody {
  @IsOptional() @IsBoolean() confirm?: boolean;
}
export class EditQuery extends PageQuery {}
export class ItemQuery extends EditQuery {
  @IsOptional() @IsIn(['waiting', 'unchanged', 'refused', 'done', 'skipped', 'undone']) result?: string;
}
export class LimitsBody {
  @IsInt() @Min(0) @Max(100) fallPercent!: number;
  @IsInt() @Min(0) @Max(100_000) risePercent!: number;
  @IsInt() @Min(0) @Max(1_000_000) rows!: number;
  @IsInt() @Min(0) @Max(1_000_000) toZero!: number;
}
/** A day ('2026-12-12'; as an end: that day included), a moment of the co-op's own clock ('2026-12-12T08:00'), or an instant with its offset. */
const moment = /^20\d{2}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$/;
export class SalePriceBody {
  @Matches(id) variantId!: string;
  @IsInt() @Min(1) @Max(1_000_000_000) price!: number;
}
export class SaleBody {
  @Matches(moment) @IsISO8601({ strict: true }) from!: string;
  @Matches(moment) @IsISO8601({ strict: true }) to!: string;
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(120) name?: string;
  /** Left out: in all shops. */
  @ValidateIf(given) @IsArray() @ArrayNotEmpty() @ArrayMaxSize(200) @Matches(id, { each: true }) shops?: string[] | null;
  /** Prices one by one, or a change of the catalogue price of what is chosen. */
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @ValidateNested({ each: true }) @Type(() => SalePriceBody) prices?: SalePriceBody[];
  @IsOptional() @Nested(() => ChosenBody) products?: ChosenBody;
  @IsOptional() @Nested(() => ChangeBody) change?: ChangeBody;
  @IsOptional() @IsBoolean() confirm?: boolean;
}
/** What is left out stays as it is. */
export class SaleChangeBody {
  @IsOptional() @Matches(moment) @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @Matches(moment) @IsISO8601({ strict: true }) to?: string;
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(120) name?: string;
  /** Of variants it has; or a change of the catalogue price of all of them. */
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayMaxSize(10_000) @ValidateNested({ each: true }) @Type(() => SalePriceBody) prices?: SalePriceBody[];
  @IsOptional() @Nested(() => ChangeBody) change?: ChangeBody;
  @IsOptional() @IsBoolean() confirm?: boolean;
}
export class SaleQuery extends EditQuery {
  @IsOptional() @IsIn(['planned', 'running', 'ended', 'missed', 'cancelled']) state?: string;
  @IsOptional() @Matches(id) product?: string;
}
