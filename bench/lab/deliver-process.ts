import { Agent, request } from 'node:http';

/** A marketplace that pushes, in a process of its own: each round it is told what to deliver where, and says how long each acknowledgement took. */
export interface Round { readonly url: string; readonly concurrency: number; readonly deliveries: readonly { readonly body: string; readonly signature: string }[] }
export interface Delivered { readonly seconds: number; readonly ms: readonly number[]; readonly refused: number }

process.on('message', (round: Round) => void deliver(round).then((done) => process.send?.(done)));
process.once('disconnect', () => process.exit(0));

async function deliver({ url, concurrency, deliveries }: Round): Promise<Delivered> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency }), ms: number[] = [];
  let next = 0, refused = 0;
  const one = (body: string, signature: string): Promise<number> => new Promise((resolve, reject) => {
    const out = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-signature': signature } }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    out.once('error', reject).end(body);
  });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, async () => {
    for (let delivery = deliveries[next++]; delivery; delivery = deliveries[next++]) {
      const from = performance.now();
      if ((await one(delivery.body, delivery.signature)) !== 200) refused += 1;
      ms.push(performance.now() - from);
    }
  }));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  return { seconds, ms, refused };
}
