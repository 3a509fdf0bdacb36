export * from './moved.js';
export * from './price-rule.js';
export * from './prices.module.js';
export * from './quote.js';
export * from './read-book.js';
