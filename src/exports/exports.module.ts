import { Module } from '@nestjs/common';
import { Exports } from './exports.js';

/** A room that offers a list as a file imports this module. */
@Module({ providers: [Exports], exports: [Exports] })
export class ExportsModule {}
