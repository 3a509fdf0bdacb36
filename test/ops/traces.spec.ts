import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root, until } from '../house/serve.js';
import { toyHouse, type ToyHouse } from '../toy/toy-house.js';

interface Span { readonly traceId: string; readonly spanId: string; readonly parentSpanId?: string; readonly name: string }
interface Told { readonly resourceSpans: { readonly resource: { readonly attributes: { readonly key: string; readonly value: { readonly stringValue?: string } }[] }; readonly scopeSpans: { readonly spans: Span[] }[] }[] }

describe('traces, where a collector is named', () => {
  const spans: Span[] = [], bodies: string[] = [], names = new Set<string>();
  let collector: Server, toy: ToyHouse, endpoint: string;
  beforeAll(async () => {
    collector = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const text = Buffer.concat(parts).toString();
        bodies.push(text);
        for (const { resource, scopeSpans } of (JSON.parse(text) as Told).resourceSpans) {
          names.add(resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '');
          spans.push(...scopeSpans.flatMap((scope) => scope.spans));
        }
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
    toy = await toyHouse(['satu'], { env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
  });
  afterAll(async () => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    await toy.stop();
    await new Promise((resolve) => collector.close(resolve));
  });
  /** From a span up to where its trace began. */
  const lineage = (end: Span): string[] => {
    const names: string[] = [];
    for (let at: Span | undefined = end; at; at = spans.find((span) => span.spanId === at?.parentSpanId && span.traceId === end.traceId)) names.unshift(at.name);
    return names;
  };
  const calls = (name: string, traceId: string): Span[] => spans.filter((span) => span.name === name && span.traceId === traceId);

  it('one trace leads from the edit, through the slice, to the call at the marketplace', async () => {
    const { productId, variantId } = await toy.product('A');
    await toy.publish([productId], ['satu']);
    await toy.quiet();
    const manager = await toy.as('manager');
    const edit = 'a'.repeat(32), count = 'b'.repeat(32), from = 'c'.repeat(16);
    const { headers } = await manager.get(`/api/products/${productId}`);
    const done = await manager.send('PATCH', `/api/products/${productId}`, { title: 'Judul yang dilacak' }, { 'if-match': headers.get('etag') ?? '', traceparent: `00-${edit}-${from}-01` });
    expect(done.status).toBe(200);
    await manager.send('POST', '/api/stock-movements', { variantId, kind: 'count', quantity: 4, reason: 'hitung ulang' }, { traceparent: `00-${count}-${from}-01` });
    await toy.quiet();
    await until(async () => calls('slice publish-listings', edit).length > 0 && calls('slice push-offers', count).length > 0, 'the collector was told');
    const [put] = spans.filter((span) => span.traceId === edit && span.name.startsWith('call ') && lineage(span).includes('slice publish-listings'));
    expect(put && lineage(put)).toEqual(['PATCH /api/products/:id', 'slice publish-listings', expect.stringMatching(/^call /)]);
    const [push] = spans.filter((span) => span.traceId === count && span.name.startsWith('call ') && lineage(span).includes('slice push-offers'));
    expect(push && lineage(push)).toEqual(['POST /api/stock-movements', 'slice push-offers', expect.stringMatching(/^call /)]);
    expect([...names]).toEqual(['serentak']);
    // A wish that nobody traced does not join the trace of the one before it.
    await toy.sql('UPDATE app.listing SET wanted_rev = wanted_rev + 1');
    expect(await toy.sql('SELECT traceparent FROM app.listing')).toEqual([{ traceparent: null }]);
    for (const secret of ['key-of-satu', toy.people.manager.password, 'serentak_session']) expect(bodies.join('')).not.toContain(secret);
  });

  it('nothing of it is loaded where no collector is named', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const importing = files.filter((name) => /^import (?!type ).*@opentelemetry|^export .*@opentelemetry/m.test(readFileSync(join(root, 'src', name), 'utf8')));
    expect(importing).toEqual([]);
  });
});
