import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { ProductConditions } from '../catalogue/index.js';
import { Nested, PageQuery } from '../kernel/index.js';

export const id = /^\d{1,19}$/;
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Which failures: by an address's query or in a body. */
class WhichFailures {
  @IsOptional() @IsString() @MaxLength(60) cause?: string;
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @IsIn(['blocks', 'sells', 'stops', 'decide', 'informs']) severity?: string;
  @IsOptional() @IsIn(['data', 'connection', 'marketplace', 'us']) owner?: string;
  @IsOptional() @IsString() @MaxLength(100) q?: string;
  /** 'me', 'none', or a person's id. */
  @IsOptional() @Matches(/^(me|none|\d{1,19})$/) assigned?: string;
}
export class FailureQuery extends WhichFailures {
  /** Those put aside for a while, instead of those that are not. */
  @IsOptional() @Transform(({ value }) => value === 'true' || value === true) @IsBoolean() dismissed?: boolean;
  @IsOptional() @Matches(id) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}
export class DismissBody {
  @IsString() @Matches(/\S/) @MaxLength(500) reason!: string;
  /** An instant; until then it stays out of sight. */
  @IsOptional() @IsISO8601({ strict: true }) until?: string;
}
export class AssignBody {
  @ValidateIf((body: AssignBody) => body.userId !== null) @Matches(/^(me|\d{1,19})$/) userId!: string | null;
}
export class BulkFilter extends WhichFailures {
  @IsOptional() @IsBoolean() dismissed?: boolean;
  @IsOptional() @IsArray() @ArrayMaxSize(10_000) @Matches(id, { each: true }) ids?: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(200) @Matches(id, { each: true }) shops?: string[];
  @IsOptional() @Nested(() => ProductConditions) products?: ProductConditions;
}
export class BulkBody {
  @IsIn(['retry', 'confirm', 'dismiss', 'assign', 'publish', 'withdraw']) kind!: 'retry' | 'confirm' | 'dismiss' | 'assign' | 'publish' | 'withdraw';
  @Nested(() => BulkFilter) filter!: BulkFilter;
  @IsOptional() @IsString() @Matches(/\S/) @MaxLength(500) reason?: string;
  @IsOptional() @IsISO8601({ strict: true }) until?: string;
  @ValidateIf((body: BulkBody) => body.assignee !== null && body.assignee !== undefined) @Matches(/^(me|\d{1,19})$/) assignee?: string | null;
}
export class CheckBody {
  @Nested(() => BulkFilter) filter!: BulkFilter;
  @IsOptional() @Matches(id) after?: string;
}
export class RunQuery extends PageQuery {
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @IsString() @MaxLength(40) operation?: string;
  @IsOptional() @IsString() @MaxLength(20) outcome?: string;
  @IsOptional() @IsString() @MaxLength(60) subject?: string;
}
export class DayQuery {
  @IsOptional() @Matches(id) shop?: string;
  @IsOptional() @IsString() @MaxLength(40) operation?: string;
  @IsOptional() @IsString() @MaxLength(20) outcome?: string;
  @IsOptional() @IsString() @MaxLength(100) code?: string;
  @IsOptional() @Matches(day) @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @Matches(day) @IsISO8601({ strict: true }) to?: string;
}
export class ActionQuery extends PageQuery {}
