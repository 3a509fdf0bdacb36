import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

/** Names that an expression of Prometheus asks for: what stands before a brace, a bracket or a comparison and is no function or label. */
const asked = (expression: string): string[] => [...expression.replace(/"[^"]*"/g, '""').replace(/\{[^}]*\}/g, '').replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '').matchAll(/\b[a-z_][a-z0-9_]*\b(?!\s*\()/g)].map(([name]) => name).filter((name) => !/^(and|or|unless|offset|bool|\d+[smhd]|[smhd])$/.test(name));
const selectors = (expression: string): [string, string][] => [...expression.matchAll(/([a-z_][a-z0-9_]*)\{([^}]*)\}/g)].flatMap(([, name = '', inner = '']) => [...inner.matchAll(/(\w+)\s*!?=~?/g)].map(([, label = '']): [string, string] => [name, label]));

describe('what operators watch', () => {
  let toy: ToyHouse, text: string;
  const series = new Map<string, Set<string>>();
  beforeAll(async () => {
    toy = await toyHouse(['satu', 'dua'], { sweeping: false });
    const { productId } = await toy.product('A');
    await toy.publish([productId], ['satu']);
    await toy.quiet();
    await toy.pull('satu');
    // Something of everything: a closed gate, a failure, an unread push, a wish that waits, and a call at the door.
    toy.market.strike = () => 'down';
    await toy.sql(`UPDATE app.shop SET gate_until = app.now() + interval '1 hour', gate_cause = 'marketplace-down' WHERE id = $1`, [toy.shops.satu]);
    await toy.sql(`INSERT INTO app.failure (cooperative_id, owner_id, shop_id, operation, subject, cause, code) SELECT cooperative_id, cooperative_id, id, 'publish-listings', 'listing:1', 'photo-missing', 'SRT-SYN-014' FROM app.shop WHERE id = $1`, [toy.shops.satu]);
    await toy.sql(`INSERT INTO app.webhook_receipt (cooperative_id, shop_id, dedupe, kind, remote_id) SELECT cooperative_id, id, 'x', 'order', '1' FROM app.shop WHERE id = $1`, [toy.shops.satu]);
    await toy.sql(`INSERT INTO app.unknown_code (cooperative_id, marketplace, code, operation, message) SELECT cooperative_id, 'toy', 'X9', 'publish-listings', '' FROM app.shop LIMIT 1`);
    await toy.sql(`UPDATE app.offer_side SET wanted_rev = wanted_rev + 1`);
    await toy.sql(`UPDATE app.listing SET wanted_rev = wanted_rev + 1`);
    await toy.sql(`UPDATE app.checkpoint SET next_at = app.now() - interval '100 seconds', last_ok_at = app.now() - interval '1000 seconds' WHERE stream = 'pull-orders'`);
    toy.clock.advance(90_000);
    await fetch(`${toy.url}/api/webhooks/toy/none`, { method: 'POST', body: '{}' });
    await toy.house.hints.queue('prompt-toy').getJobCounts('waiting');
    text = await (await fetch(`${toy.url}/metrics`)).text();
    for (const line of text.split('\n')) {
      const found = /^([a-z_][a-z0-9_]*)(?:\{(.*)\})? /.exec(line);
      if (!found?.[1]) continue;
      const labels = series.get(found[1]) ?? new Set<string>();
      for (const [, label = ''] of (found[2] ?? '').matchAll(/(\w+)="/g)) labels.add(label);
      series.set(found[1], labels);
    }
  });
  afterAll(() => toy.stop());

  it('counts what is due, for how long, what is closed and what failed', () => {
    const value = (line: string): number => Number(text.split('\n').find((entry) => entry.startsWith(line))?.split(' ').pop());
    expect(value('serentak_gates_closed{marketplace="toy",cause="marketplace-down"}')).toBe(1);
    expect(value('serentak_failures_open_severity{marketplace="toy",severity="blocks"}')).toBe(1);
    expect(value('serentak_pushes_unread{marketplace="toy"}')).toBe(1);
    expect(value('serentak_shops{marketplace="toy",state="open"}')).toBe(2);
    for (const stream of ['push-offers.stock', 'push-offers.price', 'publish-listings', 'read-orders']) expect(Math.round(value(`serentak_oldest_due_seconds{marketplace="toy",stream="${stream}"}`) / 10)).toBe(9);
    expect(Math.round(value('serentak_oldest_due_seconds{marketplace="toy",stream="pull-orders"}') / 10)).toBe(19);
    expect(Math.round(value('serentak_orders_behind_seconds{marketplace="toy"}') / 10)).toBe(109);
    expect(value('serentak_pool_connections{pool="application",state="waiting"}')).toBe(0);
    expect(value('serentak_queue_jobs{lane="prompt-toy",state="waiting"}')).toBeGreaterThanOrEqual(0);
  });

  // Prometheus makes `up` itself, and the labels instance and job.
  const check = (expression: string): void => {
    const names = asked(expression).filter((name) => name !== 'up');
    expect(names.length + (expression.includes('up{') ? 1 : 0)).toBeGreaterThan(0);
    for (const name of names) expect([expression, series.has(name)]).toEqual([expression, true]);
    for (const [name, label] of selectors(expression)) if (name !== 'up') expect([name, label, series.get(name)?.has(label)]).toEqual([name, label, true]);
    for (const [, inner = ''] of expression.matchAll(/\bby\s*\(([^)]*)\)/g)) for (const label of inner.split(',').map((part) => part.trim())) if (label !== 'instance') expect([expression, label, names.some((name) => series.get(name)?.has(label))]).toEqual([expression, label, true]);
  };

  it('alerts ask only for what /metrics gives, by labels it has', () => {
    const file = readFileSync(join(root, 'deploy', 'alerts.yml'), 'utf8');
    const expressions = [...file.matchAll(/^\s+expr: (.+)$/gm)].map(([, expression = '']) => expression);
    expect(expressions.length).toBe(file.match(/- alert:/g)?.length);
    for (const expression of expressions) check(expression);
    for (const [, label = ''] of file.matchAll(/\{\{ \$labels\.(\w+) \}\}/g)) expect(['marketplace', 'stream', 'cause', 'instance', 'pool']).toContain(label);
  });

  it('so does the dashboard', () => {
    const { panels } = JSON.parse(readFileSync(join(root, 'deploy', 'grafana-dashboard.json'), 'utf8')) as { panels: { title: string; targets: { expr: string }[] }[] };
    expect(panels.length).toBeGreaterThan(12);
    for (const { targets } of panels) for (const { expr } of targets) check(expr);
  });

  it('every metric of ours is watched by one of the two, and the check can fail', () => {
    const both = readFileSync(join(root, 'deploy', 'alerts.yml'), 'utf8') + readFileSync(join(root, 'deploy', 'grafana-dashboard.json'), 'utf8');
    for (const [, name = ''] of text.matchAll(/^# TYPE (serentak_\w+) /gm)) expect([name, both.includes(name)]).toEqual([name, true]);
    expect(() => check('sum(serentak_calls)')).toThrow();
    expect(() => check('serentak_calls_total{shop="1"}')).toThrow();
  });
});
