/** For specs: a receiver of pushes on this machine. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received { readonly headers: IncomingHttpHeaders; readonly body: string }

export interface Receiver { url: string; readonly received: Received[]; answer: { status: number; body: string }; until(enough: (all: readonly Received[]) => boolean): Promise<void>; close(): void }

/** What it answers may be changed at any time; `until` waits for a condition on what came in. */
export async function openReceiver(place = '/push'): Promise<Receiver> {
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      receiver.received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(receiver.answer.status).end(receiver.answer.body);
      for (const wake of waiting.splice(0)) wake();
    });
  });
  const receiver: Receiver = {
    url: '', received: [], answer: { status: 200, body: '' },
    async until(enough) {
      while (!enough(this.received)) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${place}`;
  return receiver;
}
