import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Stand } from '../contract/stand.js';
import { marketplaces } from '../contract/terms.js';
import { root, until, type Reply } from '../house/serve.js';

interface Step { readonly method: string; readonly path: string; readonly headers: Record<string, string>; readonly body: string; readonly status: number | null; readonly kind: 'json' | 'text'; readonly until: boolean; readonly answer: string }

/** `docs/walkthrough.md` as steps: each `http` block with the answer block that follows it, if one does. */
function steps(text: string): Step[] {
  const blocks = [...text.matchAll(/^```(http|json|text)([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, kind, info = '', body = '']) => ({ kind, info: info.trim().split(' '), body }));
  return blocks.flatMap((block, index): Step[] => {
    if (block.kind !== 'http') return [];
    const [head = '', ...rest] = block.body.split('\n\n'), [first = '', ...headers] = head.trim().split('\n'), [method = '', path = ''] = first.split(' ');
    const next = blocks[index + 1], answer = next && next.kind !== 'http' ? next : null;
    return [{ method, path, headers: Object.fromEntries(headers.map((line) => line.split(': ') as [string, string])), body: rest.join('\n\n').replace(/\n$/, ''), status: answer ? Number(answer.info[0]) : null, kind: answer?.kind === 'text' ? 'text' : 'json', until: answer?.info[1] === 'until', answer: answer?.body ?? '' }];
  });
}

describe('docs/walkthrough.md', () => {
  const known = new Map<string, string>(), page = steps(readFileSync(join(root, 'docs', 'walkthrough.md'), 'utf8'));
  let stand: Stand;
  beforeAll(async () => {
    const [, terms] = (await marketplaces()).find(([name]) => name === 'shopee') ?? [];
    if (!terms) throw new Error('The walk needs practice Shopee.');
    stand = new Stand('shopee', terms);
    await stand.start();
    known.set('toko', (await stand.openShop()).id);
  }, 60_000);
  afterAll(() => stand?.stop());

  const filled = (text: string): string => text.replace(/\$(\w+)/g, (whole, name: string) => known.get(name) ?? whole);
  /** `$name` learns (or must equal what was learned), `…` is any text; of an object more may come, of a list as many. */
  const fits = (wanted: unknown, got: unknown, learned: Map<string, string>): boolean => {
    if (typeof wanted === 'string') {
      const name = /^\$(\w+)$/.exec(wanted)?.[1];
      if (name !== undefined) {
        const before = known.get(name);
        if ((typeof got !== 'string' && typeof got !== 'number') || (before !== undefined && before !== String(got))) return false;
        learned.set(name, String(got));
        return true;
      }
      return typeof got === 'string' && new RegExp(`^${wanted.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's').test(got);
    }
    if (Array.isArray(wanted)) return Array.isArray(got) && (wanted.length === got.length || JSON.stringify(wanted).includes('…')) && wanted.every((one, index) => fits(one, got[index], learned));
    if (wanted !== null && typeof wanted === 'object') return got !== null && typeof got === 'object' && Object.entries(wanted).every(([name, value]) => fits(value, (got as Record<string, unknown>)[name], learned));
    return wanted === got;
  };
  const send = (step: Step): Promise<Reply<unknown>> => {
    const file = /^< (\S+)$/.exec(step.body)?.[1];
    const headers = Object.fromEntries(Object.entries(step.headers).map(([name, value]) => [name.toLowerCase(), filled(value)]));
    const body = file !== undefined ? new Uint8Array(readFileSync(join(root, file))) : step.body === '' ? undefined : headers['content-type'] === 'application/json' ? JSON.parse(filled(step.body)) as unknown : new TextEncoder().encode(step.body);
    return stand.api(step.method, filled(step.path), body, headers);
  };

  it('is long enough to be worth walking', () => expect(page.length).toBeGreaterThan(25));

  it.each(page.map((step, index) => [index + 1, `${step.method} ${step.path}`, step] as const))('%d. %s', async (_, name, step) => {
    const learned = new Map<string, string>();
    let last: Reply<unknown> | null = null;
    const look = async (): Promise<boolean> => {
      last = await send(step);
      learned.clear();
      if (step.status === null) return last.status < 300;
      if (last.status !== step.status) return false;
      return step.kind === 'text' ? String(last.body).includes(step.answer.trim()) : fits(JSON.parse(step.answer), last.body, learned);
    };
    const came = step.until ? await until(look, name, 40_000).catch(() => false) : await look();
    if (!came) throw new Error(`${name} answered ${JSON.stringify(last)?.slice(0, 3_000)}, where the page says ${step.status ?? 'any success'} ${step.answer}`);
    for (const [key, value] of learned) known.set(key, value);
  }, 60_000);
});
