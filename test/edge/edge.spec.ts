import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'express';
import supertest from 'supertest';
import { HealthController, Metrics, Readiness } from '../../src/apps/http/index.js';
import { declaredErrors } from '../../src/kernel/index.js';
import { openHouse, type OpenHouse } from './open-house.js';

let at: OpenHouse;
const webDir = mkdtempSync(join(tmpdir(), 'serentak-web-'));
beforeAll(async () => {
  mkdirSync(join(webDir, 'assets'));
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>Serentak</title>');
  writeFileSync(join(webDir, 'assets', 'app-1a2b3c.js'), 'export {};');
  at = await openHouse(webDir);
});
afterAll(async () => {
  await at.close();
  rmSync(webDir, { recursive: true, force: true });
});
const get = (path: string) => supertest(at.url).get(path);

describe('what goes wrong', () => {
  it('is a problem document with a code, a sentence and what to do, in the language asked for', async () => {
    const id = await get('/api/tiada').expect(404).expect('Content-Type', /^application\/problem\+json/);
    expect(id.body).toEqual({ type: expect.stringMatching(/SRT-APP-404$/), status: 404, code: 'SRT-APP-404', title: 'Alamat ini tidak ada.', next: 'Lihat daftar alamat di /docs.' });
    expect((await get('/api/tiada').set('Accept-Language', 'en').expect(404)).body.title).toBe('There is nothing at this address.');
  });

  it('names the fields that do not fit, unknown ones included', async () => {
    const answer = await supertest(at.url).post('/api/sessions').send({ email: 7, admin: true }).expect(400);
    expect(answer.body).toMatchObject({ code: 'SRT-APP-400', title: expect.stringContaining('email') });
    expect(answer.body.fields.map((field: { field: string }) => field.field).sort()).toEqual(['admin', 'email', 'password']);
  });

  it('is never a stack, whatever is sent', async () => {
    const post = () => supertest(at.url).post('/api/sessions').set('Content-Type', 'application/json');
    const answers = [
      ['half', await post().send('{"email":'), 400], ['huge', await post().send(`{"email":"${'x'.repeat(1_100_000)}"}`), 413], ['list', await post().send('[]'), 400], ['null', await post().send('null'), 400],
      ['coding', await post().set('Content-Encoding', 'zzz').send('{}'), 400], ['nul', await post().send(JSON.stringify({ email: 'a\u0000b@uji.example', password: 'x' })), 400], ['path', await get('/api/shops/%E0%A4%A'), 400], ['cookie', await get('/api/products').set('Cookie', 'serentak_session=j:{"a":1}'), 401], ['deep', await post().send(`{"email":${'['.repeat(300_000)}${']'.repeat(300_000)}}`), 400], ['method', await supertest(at.url).put('/api/sessions'), 404],
    ] as const;
    for (const [sent, answer, status] of answers) {
      expect([answer.status, sent]).toEqual([status, sent]);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(answer.text).not.toMatch(/\bat .*\.(ts|js)/);
    }
  });

  it('has one code per sentence, and the same placeholders in both languages', () => {
    const holes = (text: string): string => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join();
    expect(declaredErrors().length).toBeGreaterThan(30);
    for (const { code, id, en } of declaredErrors()) {
      expect(code).toMatch(/^SRT-[A-Z]{3}-\d{3}$/);
      expect([code, holes(id.sentence), holes(id.next)]).toEqual([code, holes(en.sentence), holes(en.next)]);
    }
  });
});

describe('the dashboard', () => {
  it('answers every address of a page with the page, and never in place of an api or a file', async () => {
    for (const path of ['/', '/masalah?cause=weight-missing', '/produk/7']) expect((await get(path).set('Accept', 'text/html').expect(200)).text).toContain('<title>Serentak</title>');
    await get('/assets/app-1a2b3c.js').expect(200).expect('Cache-Control', /immutable/);
    await get('/assets/app-old.js').set('Accept', 'text/html').expect(404);
    await get('/api/produk').set('Accept', 'text/html').expect(404).expect('Content-Type', /problem\+json/);
    await get('/..%2f..%2f..%2fetc/passwd').expect((answer) => expect(answer.text).not.toContain('root:'));
  });

  it('runs only what we serve', async () => {
    const { headers } = await get('/').set('Accept', 'text/html').expect(200);
    expect(headers['content-security-policy']).toMatch(/script-src 'self';/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('documents', () => {
  it('describe every body by its fields, with which are required', async () => {
    const { body } = await get('/docs/json').expect(200);
    const schemas = body.components.schemas as Record<string, { properties?: Record<string, { type?: string; enum?: string[]; maxLength?: number }>; required?: string[] }>;
    expect(schemas.UserBody).toMatchObject({ required: expect.arrayContaining(['email', 'name', 'role', 'password']), properties: { email: { type: 'string', format: 'email' }, role: { type: 'string', enum: ['administrator', 'manager', 'operator', 'viewer'] }, password: { type: 'string', minLength: 10, maxLength: 200 } } });
    for (const [name, field, required] of [['UserChange', 'password', false], ['AcceptBody', 'password', true], ['PasswordBody', 'password', true], ['SignInBody', 'newPassword', false]] as const) expect([name, schemas[name]?.properties?.[field], schemas[name]?.required?.includes(field) ?? false]).toEqual([name, { type: 'string', minLength: 10, maxLength: 200 }, required]);
    expect(schemas.BulkBody?.properties?.filter).toEqual({ $ref: '#/components/schemas/BulkFilter' });
    for (const [name, schema] of Object.entries(schemas)) expect([name, Object.keys(schema.properties ?? {}).length > 0]).toEqual([name, true]);
    const page = await get('/docs').expect(200);
    expect(page.text).not.toMatch(/<script>[^<]/);
  });

  it('describe every parameter of an address', async () => {
    const { body } = await get('/docs/json').expect(200);
    const names = (body.paths['/api/failures/members'].get.parameters as { name: string; in: string; required: boolean }[]).map((parameter) => `${parameter.in} ${parameter.name} ${String(parameter.required)}`);
    expect(names).toEqual(expect.arrayContaining(['query cause false', 'query severity false', 'query limit false']));
  });
});

describe('health', () => {
  it('is live and ready, and counts without telling whose', async () => {
    expect((await get('/health/live').expect(200)).body).toEqual({ status: 'ok' });
    expect((await get('/health/ready').expect(200)).body).toEqual({ status: 'ok', stopping: false, database: true, queue: true });
    const { text } = await get('/metrics').expect(200).expect('Content-Type', /^text\/plain/);
    for (const name of ['process_cpu_seconds_total', 'serentak_calls_total', 'serentak_due_rows', 'serentak_failures_open', 'serentak_sync_runs_recent']) expect(text).toContain(`# TYPE ${name} `);
  });

  it('says not ready on the way out, while it still answers', async () => {
    const { database, hints } = at.house;
    let status = 0;
    const controller = new HealthController(database, hints, new Metrics(database, hints), new Readiness());
    const body = await controller.ready({ status: (code: number) => { status = code; } } as unknown as Response);
    expect([status, body]).toEqual([503, { status: 'not ready', stopping: true, database: true, queue: true }]);
  });
});
