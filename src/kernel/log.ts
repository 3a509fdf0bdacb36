import { pino, type Logger } from 'pino';

export type Log = Logger;

const secret = ['password', 'sealed', 'credentials', 'access_token', 'refresh_token', 'partner_key', 'consumer_key', 'consumer_secret', 'sign', 'authorization', 'Authorization', 'cookie', 'token', 'secret', 'key'];

/** Of an error what says something: drivers hang whole connections on theirs. */
const told = (error: unknown): unknown => (error instanceof Error ? { type: error.name, message: error.message, code: (error as { code?: unknown }).code, stack: error.stack } : error);

/** One structured line per transition, on stdout. Secrets are redacted by name, wherever they stand two levels deep. */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: told }, redact: { paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '***' } });
}
