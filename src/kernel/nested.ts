import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';

/** One body inside another. A list in its place, even an empty one, is refused: the validator alone would look at its members and find nothing wrong. */
export const Nested = (kind: () => new () => object): PropertyDecorator => applyDecorators(IsObject(), ValidateNested(), Type(kind));
