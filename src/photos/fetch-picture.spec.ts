import dns from 'node:dns';
import promises from 'node:dns/promises';
import { createServer, type Server } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { isInnerAddress } from '../kernel/index.js';
import { fetchPicture } from './fetch-picture.js';

let server: Server, base = '', asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const to = /^\/to\/(.*)$/.exec(request.url ?? '')?.[1];
    if (to) response.writeHead(302, { location: decodeURIComponent(to) }).end();
    else if (request.url === '/endless') {
      response.writeHead(200);
      const more = (): void => { if (response.destroyed) return; if (response.write(Buffer.alloc(1024 * 1024))) setImmediate(more); else response.once('drain', more); };
      more();
    } else if (request.url === '/none') response.writeHead(404).end('gone');
    else response.writeHead(200).end('bytes of a picture');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
const from = (address: string, loopback = true): Promise<string> => fetchPicture(address, { loopback }).then(String, (error: Error) => `${error.name === 'Error' && error.constructor.name === 'PictureRefused' ? 'refused' : 'broken'}: ${error.message}`);

describe('fetchPicture', () => {
  it('brings a picture, also behind redirects', async () => {
    expect(await from(`${base}/a.jpg`)).toBe('bytes of a picture');
    expect(await from(`${base}/to/${encodeURIComponent('/to/%2Fb.jpg')}`)).toBe('bytes of a picture');
  });

  it.each(['http://127.0.0.1/x', 'http://localhost/x', 'http://10.1.2.3/x', 'http://192.168.1.1/x', 'http://169.254.169.254/latest/meta-data', 'http://172.20.0.1/x', 'http://0.0.0.0/x', 'http://[::1]/x', 'http://[fe80::1]/x', 'http://[fc00::1]/x', 'http://[::ffff:127.0.0.1]/x', 'http://[::ffff:a00:1]/x', 'http://2130706433/x', 'http://0x7f.1/x'])(
    'goes nowhere inside for a real shop: %s', async (address) => expect(await from(address, false)).toMatch(/^refused: its host/));

  it('for a practice shop goes nowhere but to this machine', async () => {
    for (const address of ['http://10.0.0.1/x', 'http://169.254.169.254/x', 'http://8.8.8.8/x']) expect(await from(address)).toBe('refused: its host is not a public one');
  });

  it('checks every redirect as it checked the first address, and follows no more than three', async () => {
    expect(await from(`${base}/to/${encodeURIComponent('http://169.254.169.254/latest')}`)).toBe('refused: its host is not a public one');
    expect(await from(`${base}/to/${encodeURIComponent('file:///etc/passwd')}`)).toBe('refused: no address of a picture');
    asked = [];
    expect(await from(`${base}/to/${encodeURIComponent(`${base}/to/${encodeURIComponent(`${base}/to/${encodeURIComponent(`${base}/to/%2Fe`)}`)}`)}`)).toBe('refused: too many redirects');
    expect(asked).toHaveLength(4);
  });

  describe('where a name leads elsewhere each time it is asked', () => {
    const callback = dns.lookup, promised = promises.lookup;
    afterEach(() => { answerWith(null); });
    /** Every way this process has to look a name up gives the next of these answers. */
    function answerWith(turns: readonly (readonly string[])[] | null): string[] {
      const names: string[] = [];
      const next = (name: string): { address: string; family: number }[] => {
        names.push(name);
        return (turns?.[Math.min(names.length, turns.length) - 1] ?? []).map((address) => ({ address, family: 4 }));
      };
      promises.lookup = turns === null ? promised : ((name: string) => Promise.resolve(next(name))) as unknown as typeof promised;
      dns.lookup = turns === null ? callback : ((name: string, options: { all?: boolean }, done: (error: null, address: unknown, family?: number) => void) => { const found = next(name); if (options.all) done(null, found); else done(null, found[0]?.address, 4); }) as unknown as typeof callback;
      syncBuiltinESMExports();
      return names;
    }

    it('the address that was checked is the one that is called, at the first step and behind every redirect', async () => {
      // The same port at another address of this machine: whoever asks for the name a second time ends up there.
      const elsewhere: string[] = [], port = new URL(base).port, trap = createServer((request, response) => { elsewhere.push(request.url ?? ''); response.end('from inside'); });
      await new Promise<void>((resolve) => trap.listen(Number(port), '127.0.0.2', resolve));
      try {
        const name = `http://toko.example:${port}`, names = answerWith([['127.0.0.1'], ['127.0.0.2']]);
        expect([await from(`${name}/a.jpg`), names, elsewhere]).toEqual(['bytes of a picture', ['toko.example'], []]);
        const again = answerWith([['127.0.0.1'], ['127.0.0.1'], ['127.0.0.2']]);
        expect([await from(`${name}/to/${encodeURIComponent(`${name}/b.jpg`)}`), again, elsewhere]).toEqual(['bytes of a picture', ['toko.example', 'toko.example'], []]);
      } finally {
        trap.close();
      }
    });

    it('first to a place that is let through, then to one that is not: refused before anything is called', async () => {
      asked = [];
      const name = `http://toko.example:${new URL(base).port}`;
      for (const inner of ['10.0.0.1', '169.254.169.254', '192.168.1.1']) {
        answerWith([['127.0.0.1'], [inner]]);
        expect(await from(`${name}/to/${encodeURIComponent(`${name}/b.jpg`)}`)).toBe('refused: its host is not a public one');
      }
      expect(asked.every((path) => path.startsWith('/to/'))).toBe(true);
      // One inner address among public ones is enough, in whatever order.
      for (const both of [['93.184.216.34', '127.0.0.1'], ['127.0.0.1', '93.184.216.34']]) {
        answerWith([both]);
        expect(await from(`${name}/a.jpg`, false)).toBe('refused: its host is not a public one');
      }
      expect(asked.filter((path) => path === '/a.jpg')).toEqual([]);
    });
  });

  it('takes nothing that is no address of a picture, not there, or too large', async () => {
    for (const address of ['', 'ftp://example.com/a.jpg', 'http://user:secret@example.com/a.jpg', 'data:image/png;base64,AA']) expect(await from(address, false)).toBe('refused: no address of a picture');
    expect(await from(`${base}/none`)).toBe('refused: answered 404');
    expect(await from(`${base}/endless`)).toBe('refused: larger than 20 MB');
    expect(await from('http://127.0.0.1:9/x')).toBe('refused: could not be reached');
  });

  it('knows inner addresses however they are written', () => expect(['::ffff:7f00:1', '::ffff:10.0.0.1', '127.8.8.8', 'fd12::1', '100.100.100.200', 'fd00:ec2::254', '2002:7f00:1::', '64:ff9b::a00:1', '::127.0.0.1', '::ffff:0:7f00:1', 'nowhere', '8.8.8.8', '2606:4700::1'].map(isInnerAddress)).toEqual([...Array(11).fill(true), false, false]));
});
