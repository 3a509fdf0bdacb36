import { Module } from '@nestjs/common';
import { ReviewRulesController } from './review-rules.controller.js';
import { ReviewsController } from './reviews.controller.js';

@Module({ controllers: [ReviewsController, ReviewRulesController] })
export class ReviewsModule {}
