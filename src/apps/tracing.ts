import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span } from '@opentelemetry/api';
import type { NextFunction, Request, Response } from 'express';
import { span, useTracer, type About } from '../kernel/index.js';

const around = new AsyncLocalStorage<Span>();
const parentForm = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Traces go out by OTLP where OTEL_EXPORTER_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) names a collector; its other settings are OpenTelemetry's own (OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_HEADERS …). Without it nothing is loaded.
 * Returns how to end: what is not yet sent leaves then.
 */
export async function startTracing(wanted: boolean): Promise<(() => Promise<void>) | null> {
  if (!wanted) return null;
  const [{ context, ROOT_CONTEXT, SpanStatusCode, trace, TraceFlags }, { BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { defaultResource, detectResources, envDetector, resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'), import('@opentelemetry/sdk-trace-base'), import('@opentelemetry/exporter-trace-otlp-http'), import('@opentelemetry/resources')]);
  // What the environment says of the service wins over the name it has by itself.
  const resource = defaultResource().merge(resourceFromAttributes({ 'service.name': 'serentak' })).merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: 1_000 })] });
  const tracer = provider.getTracer('serentak');
  const under = (parent: string | null | undefined) => {
    const [, traceId, spanId, flags = '01'] = parentForm.exec(parent ?? '') ?? [];
    if (traceId && spanId) return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true });
    const outer = parent === undefined ? around.getStore() : undefined;
    return outer ? trace.setSpan(context.active(), outer) : ROOT_CONTEXT;
  };
  useTracer({
    current: () => {
      const now = around.getStore()?.spanContext();
      return now ? `00-${now.traceId}-${now.spanId}-${now.traceFlags.toString(16).padStart(2, '0')}` : null;
    },
    span: async (name, about, work, parent) => {
      const made = tracer.startSpan(name, { attributes: { ...about } }, under(parent));
      try {
        return await around.run(made, work);
      } catch (error) {
        // The kind of error says enough; its words may hold a vendor's.
        made.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).name });
        throw error;
      } finally {
        made.end();
      }
    },
  });
  return async () => {
    useTracer(null);
    await provider.shutdown();
  };
}

/** One span for each request under /api, in the caller's trace if it names one. Addresses without their query, ids and keys taken out. */
export function traceRequests(request: Request, response: Response, next: NextFunction): void {
  if (!request.path.startsWith('/api/')) return next();
  const about: About = { 'http.request.method': request.method, 'url.path': plain(request.path) };
  void span(`${request.method} ${plain(request.path)}`, about, () => new Promise<void>((resolve) => { response.once('close', resolve); next(); }), request.get('traceparent') ?? null);
}

const plain = (path: string): string => path.replace(/\/(\d+|[0-9a-f]{16,}|[A-Za-z0-9_-]{20,})(?=\/|$)/g, '/:id');
