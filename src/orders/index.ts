export * from './ingest-orders.js';
export { subscribeOrders } from './order-reports.js';
export * from './orders.module.js';
