import { createPostgresBackend, Queue, Worker, type ConnectionOptions, type Job, type Processor } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Hint } from './streams.js';

export type HintQueue = Pick<Queue<Hint>, 'add' | 'getJobCounts' | 'obliterate' | 'close'>;
export interface HintWorker { close(force?: boolean): Promise<void>; waitUntilReady(): Promise<unknown> }
type OnError = (error: Error) => void;

/**
 * Which store carries the hints: PostgreSQL unless REDIS_URL is set. Chosen here, then forgotten: a queue and a worker look the same on both.
 * Every Worker pins one client of the pool for LISTEN, so the pool is sized from the lanes.
 */
export interface Backend {
  readonly kind: 'postgres' | 'redis';
  queue(name: string, onError: OnError): HintQueue;
  worker(name: string, concurrency: number, process: (job: Job<Hint>) => Promise<void>, onError: OnError): HintWorker;
  close(): Promise<void>;
}

// A killed worker's hint is given to another after ~10 s; rows are protected by their own leases meanwhile. An idle worker is woken by the store, so it looks by itself but seldom (s).
const timing = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 5, drainDelay: 30 };

export function openBackend(options: { readonly databaseUrl: string; readonly redisUrl: string | null; readonly poolSize: number; readonly onError: OnError }): Backend {
  if (options.redisUrl !== null) {
    const redis = new Redis(options.redisUrl, { maxRetriesPerRequest: null });
    redis.on('error', options.onError);
    const connection: ConnectionOptions = redis;
    return {
      kind: 'redis',
      queue: (name, onError) => listen(new Queue<Hint>(name, { connection }), onError),
      worker: (name, concurrency, process, onError) => listen(new Worker<Hint>(name, process as Processor, { connection, concurrency, ...timing }), onError),
      close: async () => void (await redis.quit().catch(() => redis.disconnect())),
    };
  }
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: options.poolSize, options: '-c search_path=bullmq', application_name: 'serentak queue', idleTimeoutMillis: 60_000 });
  pool.setMaxListeners(0);
  pool.on('error', options.onError);
  return {
    kind: 'postgres',
    queue: (name, onError) => listen(new Queue(name, { connection: pool as never }, createPostgresBackend as never) as unknown as Queue<Hint>, onError),
    worker: (name, concurrency, process, onError) =>
      listen(new Worker(name, process as Processor, { connection: pool as never, concurrency, ...timing }, createPostgresBackend as never) as unknown as Worker<Hint>, onError),
    close: () => pool.end(),
  };
}

function listen<T extends { on(event: 'error', listener: OnError): unknown }>(emitter: T, onError: OnError): T {
  emitter.on('error', onError);
  return emitter;
}
