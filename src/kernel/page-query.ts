import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

/** A page of a list in the order of ids: what comes behind `after`, the last id seen. */
export class PageQuery {
  @IsOptional() @Matches(/^\d{1,19}$/) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}
