import type { Request } from 'express';

/** The reader's language: what the request asks for (a bare "*" asks for nothing), else what the user chose, else Indonesian. */
export function languageOf(request: Pick<Request, 'headers' | 'acceptsLanguages'>, chosen: 'id' | 'en' = 'id'): 'id' | 'en' {
  if (!/[a-z]/i.test(request.headers['accept-language'] ?? '')) return chosen;
  const asked = request.acceptsLanguages(['id', 'en']);
  return asked === 'id' || asked === 'en' ? asked : chosen;
}
