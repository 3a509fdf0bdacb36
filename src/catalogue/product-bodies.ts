import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import { Nested, PageQuery } from '../kernel/index.js';

const id = /^\d{1,19}$/;
const given = (_: object, value: unknown): boolean => value !== null && value !== undefined;

/** Numbers a product carries besides: certificates and where it comes from. */
export class ProductAttributes {
  @IsOptional() @IsString() @MaxLength(200) halalNo?: string;
  @IsOptional() @IsString() @MaxLength(200) permitNo?: string;
  @IsOptional() @IsString() @MaxLength(200) origin?: string;
}
export class VariantBody {
  @IsOptional() @Matches(id) id?: string;
  @IsString() @Matches(/\S/) @MaxLength(50) sku!: string;
  @IsOptional() @IsArray() @ArrayMaxSize(3) @IsString({ each: true }) @MaxLength(60, { each: true }) choice?: string[];
  @IsInt() @Min(1) @Max(1_000_000_000) price!: number;
  /** What the goods cost the co-op, whole rupiah; null: not known. */
  @ValidateIf(given) @IsInt() @Min(0) @Max(1_000_000_000) cost?: number | null;
  @ValidateIf(given) @IsString() @MaxLength(14) barcode?: string | null;
  @ValidateIf(given) @IsInt() @Min(1) @Max(1_000_000) grams?: number | null;
  @ValidateIf(given) @IsInt() @Min(1) @Max(10_000) lengthMm?: number | null;
  @ValidateIf(given) @IsInt() @Min(1) @Max(10_000) widthMm?: number | null;
  @ValidateIf(given) @IsInt() @Min(1) @Max(10_000) heightMm?: number | null;
  @IsOptional() @IsInt() @Min(0) @Max(1_000_000_000) stock?: number;
}
export class ProductBody {
  @IsString() @Matches(/^\S(.{0,48}\S)?$/u) code!: string;
  @IsString() @Matches(/\S/) @MaxLength(255) title!: string;
  @IsOptional() @IsString() @MaxLength(5_000) description?: string;
  @ValidateIf(given) @IsString() @MaxLength(120) brand?: string | null;
  @ValidateIf(given) @Matches(id) categoryId?: string | null;
  @ValidateIf(given) @Matches(id) memberId?: string | null;
  @IsOptional() @IsIn(['own', 'consignment']) ownership?: 'own' | 'consignment';
  @IsOptional() @IsArray() @ArrayMaxSize(3) @IsString({ each: true }) @Matches(/\S/, { each: true }) @MaxLength(40, { each: true }) axes?: string[];
  @IsOptional() @Nested(() => ProductAttributes) attributes?: ProductAttributes;
  @IsOptional() @Matches(id) cooperativeId?: string;
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => VariantBody) variants!: VariantBody[];
}
export class ProductChange {
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(255) title?: string;
  @IsOptional() @IsString() @MaxLength(5_000) description?: string;
  @ValidateIf(given) @IsString() @MaxLength(120) brand?: string | null;
  @ValidateIf(given) @Matches(id) categoryId?: string | null;
  @ValidateIf(given) @Matches(id) memberId?: string | null;
  @IsOptional() @IsIn(['own', 'consignment']) ownership?: 'own' | 'consignment';
  @IsOptional() @Nested(() => ProductAttributes) attributes?: ProductAttributes;
  @IsOptional() @IsBoolean() archived?: boolean;
  @IsOptional() @IsArray() @ArrayMaxSize(3) @IsString({ each: true }) @Matches(/\S/, { each: true }) @MaxLength(40, { each: true }) axes?: string[];
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => VariantBody) variants?: VariantBody[];
}
export class VariantChange {
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(50) sku?: string;
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000_000) price?: number;
  /** What the goods cost the co-op, whole rupiah; null: not known. */
  @ValidateIf(given) @IsInt() @Min(0) @Max(1_000_000_000) cost?: number | null;
  @ValidateIf(given) @IsString() @MaxLength(14) barcode?: string | null;
  @ValidateIf(given) @IsInt() @Min(1) @Max(1_000_000) grams?: number | null;
  @ValidateIf(given) @IsInt() @Min(1) @Max(10_000) lengthMm?: number | null;
  @ValidateIf(given) @IsInt() @Min(1) @Max(10_000) widthMm?: number | null;
  @ValidateIf(given) @IsInt() @Min(1) @Max(10_000) heightMm?: number | null;
}
/** The conditions of the product list; an action on all that match takes the same ones. */
export class ProductConditions {
  @IsOptional() @IsString() @MaxLength(200) q?: string;
  @IsOptional() @Matches(id) cooperative?: string;
  @IsOptional() @Matches(id) category?: string;
  @IsOptional() @IsIn(['active', 'archived']) status?: string;
  @IsOptional() @IsIn(['any', 'out', 'low']) stock?: string;
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @IsIn(['live', 'waiting', 'review', 'failed', 'withdrawn', 'paused', 'none']) listing?: string;
  /** At any shop, or at the marketplace's or shop's named: as last worked out. */
  @IsOptional() @IsIn(['ready', 'warnings', 'blocked']) readiness?: string;
  @IsOptional() @IsString() @MaxLength(40) marketplace?: string;
  @IsOptional() @IsIn(['pending', 'returned']) review?: string;
}
export class ProductQuery extends ProductConditions {
  @IsOptional() @IsIn(['newest', '-newest', 'oldest', 'name', '-name', 'code', '-code']) sort?: string;
  @IsOptional() @IsString() @MaxLength(600) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}
export class VariantQuery extends PageQuery {
  @IsOptional() @IsString() @MaxLength(50) sku?: string;
  @IsOptional() @Matches(id) product?: string;
}
