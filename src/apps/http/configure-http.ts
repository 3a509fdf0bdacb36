import { existsSync } from 'node:fs';
import { BadRequestException, ValidationPipe, type INestApplication, type ValidationError } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import { json, raw, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import sirv from 'sirv';
import type { Log } from '../../kernel/index.js';
import { describeBodies } from './describe-bodies.js';
import { ProblemFilter } from './problem.filter.js';

const megabyte = 1024 * 1024;

/** The edge: sizes, headers, validation, errors, documents, and the dashboard's files. Every address under /api answers JSON; everything else that asks for HTML is the dashboard. */
export function configureHttp(app: INestApplication, options: { readonly log: Log; readonly production: boolean; readonly webDir: string; /** What sees every request first. */ readonly before?: RequestHandler | null }): void {
  if (options.before) app.use(options.before);
  // Marketplaces are no browsers: their door needs the body as it came, and nothing else before it.
  app.use('/api/webhooks', raw({ type: () => true, limit: megabyte }));
  const forPeople = (handler: RequestHandler): RequestHandler => (request, response, next) => (request.path.startsWith('/api/webhooks/') ? next() : handler(request, response, next));
  app.use(forPeople(helmet({
    contentSecurityPolicy: { useDefaults: true, directives: { 'default-src': ["'self'"], 'img-src': ["'self'", 'data:', 'blob:'], 'style-src': ["'self'", "'unsafe-inline'"], 'script-src': ["'self'"], 'connect-src': ["'self'"], ...(options.production ? {} : { 'upgrade-insecure-requests': null }) } },
    strictTransportSecurity: options.production, crossOriginEmbedderPolicy: false,
  })));
  app.use(forPeople(cookieParser()));
  app.use(forPeople(compression({ filter: (request, response) => !/event-stream/.test(String(response.getHeader('content-type') ?? '')) && compression.filter(request, response) })));
  // Files are read by who takes them, as they come.
  const isFile = (request: Request): boolean => ['POST', 'PUT'].includes(request.method) && /^\/api\/(imports\/?(\?|$)|photo-archives|photo-files\/|products\/\d+\/photos)/.test(request.originalUrl);
  app.use((request: Request, response: Response, next: NextFunction) => (isFile(request) ? next() : json({ limit: megabyte })(request, response, next)));
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true, exceptionFactory: (errors) => new BadRequestException({ fields: flat(errors) }) }));
  app.useGlobalFilters(new ProblemFilter(options.log));
  describeBodies(app);
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('Serentak').setDescription('One catalogue, every marketplace, orders and stock back.').setVersion('0.1').addCookieAuth('serentak_session').addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A key made by POST /api/keys' }).build());
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs/json' });
  if (existsSync(options.webDir)) {
    const files = sirv(options.webDir, { etag: true, gzip: true, brotli: true, single: false, setHeaders: (response, path) => response.setHeader('Cache-Control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache') });
    const page = sirv(options.webDir, { etag: true, gzip: true, brotli: true, single: true, setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache') });
    app.use((request: Request, response: Response, next: NextFunction) => {
      const ours = /^\/(api|docs|health|metrics)(\/|$)/.test(request.path);
      if (ours || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
      files(request, response, () => (request.accepts('html') && !/\.\w+$/.test(request.path) ? page(request, response, next) : next()));
    });
  }
}

function flat(errors: readonly ValidationError[], above = ''): { field: string; rules: string[] }[] {
  return errors.flatMap((error) => {
    const field = above + error.property;
    return [...(error.constraints ? [{ field, rules: Object.keys(error.constraints) }] : []), ...flat(error.children ?? [], `${field}.`)];
  });
}
