export { reviewErrors } from './errors.js';
export * from './reviews.module.js';
export { countReviews } from './review-view.js';
