import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { root } from './serve.js';

/** A real worker process: it can be killed and frozen, which nothing inside this process can. */
export interface WorkerProcess {
  readonly pid: number;
  /** How its queue connections are called in the database. */
  readonly name: string;
  readonly ended: Promise<number | string>;
  over(): boolean;
  signal(name: NodeJS.Signals): void;
}

/** Everything a worker needs besides the database: adapters as JavaScript, and a folder of its own. */
export class WorkerYard {
  readonly #place = mkdtempSync(join(tmpdir(), 'serentak-workers-'));
  readonly #running = new Set<ChildProcess>();
  #started = 0;

  /** @param env what differs from the house's own settings: DATABASE_URL, PRACTICE_URLS … */
  constructor(private readonly env: Readonly<Record<string, string>>) {
    const toy = join(this.#place, 'test', 'toy', 'adapters', 'toy');
    mkdirSync(toy, { recursive: true });
    mkdirSync(join(this.#place, 'no-sandbox'));
    writeFileSync(join(this.#place, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(toy, 'index.js'), transformFileSync(join(root, 'test', 'toy', 'adapters', 'toy', 'index.ts'), { configFile: join(root, '.swcrc'), cwd: root }).code);
    symlinkSync(join(root, 'dist', 'adapters'), join(this.#place, 'adapters'));
    symlinkSync(join(root, 'node_modules'), join(this.#place, 'node_modules'));
  }

  /** Resolves when the worker's lanes are open. */
  async start(): Promise<WorkerProcess> {
    const name = `worker-${(this.#started += 1)}`;
    const child = spawn(process.execPath, ['--no-warnings', join(root, 'test', 'house', 'worker.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, NODE_ENV: 'test', APP_ROLES: 'worker', LOG_LEVEL: 'fatal', ENCRYPTION_KEY: '8f'.repeat(31) + '11', DATA_DIR: join(this.#place, 'data'), SANDBOX_DIRS: join(this.#place, 'no-sandbox'), ADAPTER_DIRS: join(this.#place, 'test', 'toy', 'adapters'), ...this.env, DATABASE_URL: `${this.env.DATABASE_URL ?? ''}?application_name=${name}` },
    });
    this.#running.add(child);
    const ended = new Promise<number | string>((resolve) => child.once('exit', (code, signal) => {
      this.#running.delete(child);
      resolve(code ?? signal ?? '');
    }));
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => { if (chunk.toString().includes('works as worker')) resolve(); });
      void ended.then((how) => reject(new Error(`The worker ended before it was ready: ${how}`)));
    });
    return { pid: child.pid ?? 0, name, ended, over: () => child.exitCode !== null || child.signalCode !== null, signal: (name) => void child.kill(name) };
  }

  /** Ends whatever still lives. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((child) => new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    })));
    rmSync(this.#place, { recursive: true, force: true });
  }
}
