/** The queue: what is done later, and what became of each of its elements. Kept two months. */
import { Refusal, mustFail, type Answer } from '../kit/index.js';
import type { Asked } from './auth.js';
import type { Feed, Outcome } from './documents.js';
import { invalid, mta, Refused } from './envelope.js';
import { pageOf } from './knowledge.js';
import type { World } from './world.js';

const keptMs = 60 * 86_400_000;
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Answers the queue id: 26 characters. `skus`: each element's, for faults that name them. */
export function enqueue(world: World, asked: Asked, action: string, entries: readonly unknown[], skus: readonly string[]): string {
  const id = [...Buffer.from(world.kit.random(52), 'hex')].map((byte) => letters[byte % 32]).join('');
  const failing = entries.map((_entry, n) => mustFail(asked.call.partial, n, skus[n]));
  world.feeds(asked.shop.id).put(id, { id, shop: asked.shop.id, action, created: world.now(), done: false, entries: [...entries], failing, outcomes: [] });
  world.kit.schedule.at(world.now() + world.kit.settings().feedMs, 'blibli/feed', { shop: asked.shop.id, feed: id });
  return id;
}

/** Works a feed off: `work` does one element and says what it made; what it refuses fails that element alone. */
export async function runFeed(world: World, feed: Feed, work: (entry: unknown) => Promise<Outcome> | Outcome): Promise<void> {
  if (feed.done) return;
  for (const [n, entry] of feed.entries.entries()) {
    try {
      if (feed.failing[n]) throw new Refused('ERR-MA500007');
      feed.outcomes.push(await work(entry));
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof Refusal)) throw error;
      feed.outcomes.push({ subject: labelOf(entry), sellerSkus: [], success: false, warning: '', error: error.message });
    }
  }
  feed.done = true;
  feed.entries.length = 0;
  world.feeds(feed.shop).put(feed.id, feed);
}

function labelOf(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  const fields = entry as Readonly<Record<string, unknown>>;
  return String(fields.gdnSku ?? fields.name ?? '');
}

export function listFeeds(world: World, { requestId, shop, query }: Asked): Answer {
  const day = query.get('queueDate') ?? '';
  if (!/^\d{4}-\d\d-\d\d$|^\d{13}$/.test(day)) throw invalid('queueDate is required (yyyy-MM-dd)');
  const wanted = /^\d{13}$/.test(day) ? dayOf(Number(day)) : day;
  const status = query.get('status');
  if (status !== null && !['IN_PROGRESS', 'FINISHED'].includes(status)) throw invalid('status must be IN_PROGRESS or FINISHED');
  const action = query.get('queueAction');
  const { page, size } = pageOf(query, 100);
  const found = [...world.feeds(shop.id).all()].filter((feed) => dayOf(feed.created) === wanted && (status === null || statusOf(feed) === status) && (action === null || feed.action === action) && world.now() - feed.created < keptMs);
  return mta(requestId, found.slice(page * size, (page + 1) * size).map(head), { paging: { page, size, total: found.length } });
}

/** Here `requestId` is the queue id; a client may send its own before it. */
export function feedDetail(world: World, { requestId, shop, query }: Asked): Answer {
  const feed = query.getAll('requestId').map((id) => world.feeds(shop.id).get(id)).find((one) => one !== undefined);
  if (!feed || world.now() - feed.created >= keptMs) throw new Refused('ERR-PA404001', `Queue ${requestId} is not found`);
  const { page, size } = pageOf(query, 100);
  const queueHistory = feed.outcomes.slice(page * size, (page + 1) * size).map((one) => ({
    value: one.subject, productSku: one.subject, items: one.sellerSkus, isSuccess: one.success, warning: one.warning, errorMessage: one.error, timestamp: feed.created,
  }));
  return mta(requestId, { queueFeed: head(feed), queueHistory }, { paging: { page, size, total: feed.outcomes.length } });
}

const head = (feed: Feed) => ({ requestId: feed.id, requestAction: feed.action, status: statusOf(feed), total: feed.done ? feed.outcomes.length : feed.entries.length, createdDate: feed.created });
const statusOf = (feed: Feed) => (feed.done ? 'FINISHED' : 'IN_PROGRESS');
const dayOf = (ms: number) => new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10);
