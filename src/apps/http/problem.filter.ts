import { randomUUID } from 'node:crypto';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { languageOf } from '../../access/index.js';
import { DomainError, fill, type Caller, type Log } from '../../kernel/index.js';
import { reviewErrors } from '../../reviews/index.js';
import { edgeErrors } from './errors.js';

/** A person whom a marketplace's consent page sent back, or who opened a download, reads a page and not a document. */
function problemPage(language: 'id' | 'en', { code, title, next }: { readonly code: string; readonly title: string; readonly next: string }): string {
  const plain = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Serentak</title><link rel="icon" href="/mark.svg"><link rel="stylesheet" href="/problem.css"><main><img src="/mark.svg" alt="Serentak" width="48" height="48"><h1>${plain(title)}</h1><p>${plain(next)}</p><p><a href="/">${language === 'id' ? 'Ke Beranda' : 'To Home'}</a></p><p><code>${code}</code></p></main></html>`;
}

/** Everything that goes wrong becomes problem+json: a stable code, a sentence, what to do next. A fault of ours shows only an id; the rest is in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request & { caller?: Caller }>(), response = http.getResponse<Response>();
    const error = this.#domain(thrown, request);
    if (response.headersSent) {
      response.end();
      return;
    }
    const words = error.entry[request.caller?.language ?? languageOf(request)];
    if (typeof error.extra.retryAfter === 'number') response.setHeader('Retry-After', String(error.extra.retryAfter));
    const title = fill(words.sentence, error.params), next = fill(words.next, error.params);
    response.status(error.entry.status);
    if (request.headers['sec-fetch-mode'] === 'navigate') {
      response.type('html').send(problemPage(request.caller?.language ?? languageOf(request), { code: error.entry.code, title, next }));
      return;
    }
    response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
    response.send(JSON.stringify({ type: `urn:serentak:error:${error.entry.code}`, status: error.entry.status, code: error.entry.code, title, next, ...error.extra }));
  }

  #domain(thrown: unknown, request: Request): DomainError {
    if (thrown instanceof DomainError) return thrown;
    if (thrown instanceof HttpException) {
      const status = thrown.getStatus();
      if (status === 404) return edgeErrors.notFound();
      if (status === 413) return edgeErrors.tooLarge();
      if (status === 405) return edgeErrors.method();
      if (status === 400) {
        const body = thrown.getResponse() as { fields?: { field: string; rules: string[] }[] };
        return body.fields ? edgeErrors.invalid({ fields: body.fields.map((entry) => entry.field).join(', ') }, { fields: body.fields }) : edgeErrors.malformed();
      }
    }
    // A body nested too deep for whoever walks through it (the validator, or PostgreSQL: 54001), or with half a character, which no address can hold.
    if (thrown instanceof URIError || (thrown instanceof RangeError && /call stack/.test(thrown.message))) return edgeErrors.malformed();
    // What the body parser and the router throw: http-errors, with a status of their own.
    const { type, status } = (thrown ?? {}) as { type?: string; status?: number };
    if (type === 'entity.too.large' || status === 413) return edgeErrors.tooLarge();
    if (typeof status === 'number' && status >= 400 && status < 500) return edgeErrors.malformed();
    // PostgreSQL: a text no type takes, a number out of range, a character that cannot be stored.
    const { code, driverError } = (thrown ?? {}) as { code?: string; driverError?: { code?: string } };
    if (['22P02', '22P05', '22003', '22021', '54001'].includes(driverError?.code ?? code ?? '')) return edgeErrors.malformed();
    // A trigger of the reviews' own: what cannot be proposed.
    if (driverError?.code === 'SR011') return reviewErrors.notByItself();
    const id = randomUUID().slice(0, 8);
    this.log.error({ id, method: request.method, path: request.path.replace(/^(\/api\/webhooks\/[^/]+\/).+/, '$1…'), err: thrown }, 'http.fault');
    return edgeErrors.fault({ id });
  }
}
