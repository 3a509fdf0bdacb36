/** Does to the wire what a fault says. What is destroyed or endless never answers: its status in the log is 0. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './call.js';
import type { Fault } from './faults.js';

const page = (status: number) => `<!DOCTYPE html>\n<html><head><title>${status === 502 ? '502 Bad Gateway' : 'Sebentar ya'}</title></head>\n<body><center><h1>${status === 502 ? '502 Bad Gateway' : 'Sistem sedang sibuk'}</h1></center><hr><center>openresty</center></body></html>\n`;

/** What the caller gets to see instead of `answer` (null: there was no effect and no answer yet). Undefined: nothing more is sent. */
export async function playFault(fault: Fault, answer: Answer, out: ServerResponse, send: (answer: Answer) => void): Promise<number> {
  switch (fault.kind) {
    case 'refuse': {
      const body = fault.body ?? '';
      send({ status: fault.status, body, headers: { 'content-type': body.startsWith('{') ? 'application/json' : 'text/plain', ...fault.headers } });
      return fault.status;
    }
    case 'reset':
      if (out.socket && !out.socket.destroyed) out.socket.resetAndDestroy();
      return 0;
    case 'html':
      send({ status: fault.status, body: page(fault.status), headers: { 'content-type': 'text/html' } });
      return fault.status;
    case 'truncate': {
      const bytes = Buffer.from(answer.body).subarray(0, fault.bytes);
      head(out, answer, Buffer.byteLength(answer.body) + 1);
      await new Promise<void>((resolve) => (bytes.length === 0 ? (out.flushHeaders(), setImmediate(resolve)) : out.write(bytes, () => resolve())));
      out.socket?.destroySoon();
      return answer.status;
    }
    case 'drip': {
      const bytes = Buffer.from(answer.body);
      const step = Math.max(1, Math.ceil(fault.bytesPerSecond / 20));
      head(out, answer, bytes.length);
      for (let at = 0; at < bytes.length && !out.destroyed; at += step) {
        out.write(bytes.subarray(at, at + step));
        await sleep((step / fault.bytesPerSecond) * 1000);
      }
      out.end();
      return answer.status;
    }
    case 'endless':
      head(out, { ...answer, status: 200 }, null);
      out.write('{"');
      while (!out.destroyed) {
        if (out.writableNeedDrain || !out.write('x'.repeat(1_048_576))) await sleep(5);
        else await sleep(1);
      }
      return 0;
    default:
      send(answer);
      return answer.status;
  }
}

function head(out: ServerResponse, answer: Answer, length: number | null): void {
  for (const [name, value] of Object.entries(answer.headers ?? {})) out.setHeader(name, value as string | string[]);
  if (length !== null) out.setHeader('content-length', length);
  out.statusCode = answer.status;
}
