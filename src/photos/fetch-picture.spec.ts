import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

  it('takes nothing that is no address of a picture, not there, or too large', async () => {
    for (const address of ['', 'ftp://example.com/a.jpg', 'http://user:secret@example.com/a.jpg', 'data:image/png;base64,AA']) expect(await from(address, false)).toBe('refused: no address of a picture');
    expect(await from(`${base}/none`)).toBe('refused: answered 404');
    expect(await from(`${base}/endless`)).toBe('refused: larger than 20 MB');
    expect(await from('http://127.0.0.1:9/x')).toBe('refused: could not be reached');
  });

  it('knows inner addresses however they are written', () => expect(['::ffff:7f00:1', '::ffff:10.0.0.1', '127.8.8.8', 'fd12::1', '100.100.100.200', 'fd00:ec2::254', '2002:7f00:1::', '64:ff9b::a00:1', '::127.0.0.1', '::ffff:0:7f00:1', 'nowhere', '8.8.8.8', '2606:4700::1'].map(isInnerAddress)).toEqual([...Array(11).fill(true), false, false]));
});
