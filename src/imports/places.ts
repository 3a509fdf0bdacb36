import { ensureCategory } from '../catalogue/index.js';
import type { ImportJob } from './import-job.js';

/** Categories and members by what a file calls them. What is missing is made, each time in a transaction of its own: it stays when the rows that named it are refused, and harms nobody. */
export class Places {
  readonly #categories = new Map<string, string>();
  readonly #members = new Map<string, string>();

  constructor(private readonly job: ImportJob) {}

  async learn(rows: readonly { readonly owner_id: string; readonly category: string | null; readonly member: string | null }[]): Promise<void> {
    const categories = [...new Set(rows.map((row) => row.category))].filter((path): path is string => path !== null && !this.#categories.has(path));
    const members = [...new Map(rows.flatMap((row) => (row.member === null ? [] : [[key(row.owner_id, row.member), row] as const])))].filter(([name]) => !this.#members.has(name));
    if (categories.length + members.length === 0) return;
    const found = await this.job.database.inScope(this.job.scope, async (tx) => {
      const categoryIds: [string, string][] = [], memberIds: [string, string][] = [];
      for (const path of categories) categoryIds.push([path, await ensureCategory(tx, this.job.cooperativeId, path, null)]);
      for (const [name, row] of members) {
        const made = await tx.row<{ id: string }>('INSERT INTO app.member (cooperative_id, name) VALUES ($1, $2) ON CONFLICT (cooperative_id, lower(name)) DO UPDATE SET name = app.member.name RETURNING id', [row.owner_id, row.member]);
        if (made) memberIds.push([name, made.id]);
      }
      return { categoryIds, memberIds };
    });
    for (const [path, id] of found.categoryIds) this.#categories.set(path, id);
    for (const [name, id] of found.memberIds) this.#members.set(name, id);
  }

  category(path: string | null): string | null {
    return path === null ? null : this.#categories.get(path) ?? null;
  }

  member(owner: string, name: string | null): string | null {
    return name === null ? null : this.#members.get(key(owner, name)) ?? null;
  }
}

const key = (owner: string, name: string): string => `${owner} ${name}`;
