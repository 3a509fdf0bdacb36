/** The door of the sandbox's kit: what simulators are made of, and how they are started. */
export type { Answer, Call, Effect, Partial } from './call.js';
export { jsonAnswer, mustFail } from './call.js';
export { Clock } from './clock.js';
export { Ledger } from './ledger.js';
export { parseLossless, stringifyLossless } from './lossless.js';
export { Photos } from './photos.js';
export type { Delivery, Push, Pushes, PushRules } from './pushes.js';
export { Refusal } from './refusal.js';
export { sameText } from './same-text.js';
export type { Schedule } from './schedule.js';
export type { Settings } from './settings.js';
export type { Kit, ListingEdit, MoveWish, OrderWish, Practice, Simulator } from './simulator.js';
export type { ListingState, OrderState, ShopState, VariantState } from './state.js';
export type { Shelf, Store } from './store.js';
export { startSandboxes } from './start.js';
export type { Sandboxes, RunningSandbox } from './start.js';
export { TradingPractice, type Trade } from './trading.js';
