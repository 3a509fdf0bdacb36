import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import supertest from 'supertest';
import { AccessModule, type DeclaredRoute } from '../../src/access/index.js';
import { Database, permissions, Permit, Sealer, SETTINGS, type Permission } from '../../src/kernel/index.js';
import { openHouse, people, type OpenHouse } from '../edge/open-house.js';

let at: OpenHouse;
let routes: DeclaredRoute[];
beforeAll(async () => {
  at = await openHouse();
  routes = at.house.routes();
});
afterAll(() => at.close());

/** The few doors that stand open, each for a reason; a new one must be added here by hand. */
const open = ['GET /api/public/photos/:sha256/:use', 'GET /health/live', 'GET /health/ready', 'GET /metrics', 'POST /api/invitation-acceptances', 'POST /api/invitation-lookups', 'POST /api/sessions', 'POST /api/webhooks/:marketplace/:key'];
const verb = (route: DeclaredRoute) => route.method.toLowerCase() as 'get' | 'post' | 'patch' | 'put' | 'delete';
/** An address of that route which names nothing that exists. */
const ask = (route: DeclaredRoute) => supertest(at.url)[verb(route)](route.path.replace(/:\w+/g, '999999999')).set('X-Requested-With', 'serentak');

describe('permissions', () => {
  it('are declared by every route of the house, and only these need no session', () => {
    expect(routes.length).toBeGreaterThan(50);
    expect(routes.filter((route) => route.permission === undefined)).toEqual([]);
    expect(routes.filter((route) => route.permission === 'public').map((route) => `${route.method} ${route.path}`).sort()).toEqual(open);
  });

  it('that a route forgets end the boot, naming it', async () => {
    class Forgetful {
      secrets(): string { return 'all'; }
      told(): string { return 'this'; }
    }
    const describeRoute = (name: 'secrets' | 'told', decorate: MethodDecorator): void => void decorate(Forgetful.prototype, name, Object.getOwnPropertyDescriptor(Forgetful.prototype, name) ?? {});
    Controller('api/forgotten')(Forgetful);
    describeRoute('secrets', Get('secrets'));
    describeRoute('told', Get());
    describeRoute('told', Permit('read'));
    class Given {}
    Module({ providers: [{ provide: Database, useValue: at.house.database }, { provide: Sealer, useValue: at.house.sealer }, { provide: SETTINGS, useValue: { production: false } }], exports: [Database, Sealer, SETTINGS] })(Given);
    class Bare {}
    Module({})(Bare);
    const app = await NestFactory.create({ module: Bare, imports: [{ module: Given, global: true }, AccessModule], controllers: [Forgetful] }, { logger: false, abortOnError: false });
    await expect(app.init()).rejects.toThrow('add @Permit: Forgetful.secrets (GET /api/forgotten/secrets).');
    await app.close();
  });

  it('are asked before anything else: without a session every other route answers 401', async () => {
    for (const route of routes.filter((entry) => entry.permission !== 'public')) {
      const answer = await ask(route);
      expect([route.method, route.path, answer.status, answer.body.code]).toEqual([route.method, route.path, 401, 'SRT-ACC-003']);
    }
  });

  it.each(people)('let the %s through where the role allows it, and answer 403 elsewhere', async (role) => {
    const { cookie } = await at.as(role);
    const refused = routes.filter((route) => !permissions[route.permission as Permission].includes(role));
    for (const route of refused) {
      const answer = await ask(route).set('Cookie', cookie);
      expect([route.method, route.path, answer.status, answer.body.code]).toEqual([route.method, route.path, 403, 'SRT-ACC-004']);
    }
    expect(refused.length > 0).toBe(role !== 'administrator');
    // What is allowed finds nothing, or a body that does not fit, but is never refused and never breaks. (Live events never end; the session would.)
    for (const route of routes.filter((entry) => entry.permission !== 'public' && !refused.includes(entry) && !/events$|sessions\/current$/.test(entry.path))) {
      const answer = await ask(route).set('Cookie', cookie);
      expect([route.method, route.path, answer.status, [401, 403].includes(answer.status) || answer.status >= 500]).toEqual([route.method, route.path, answer.status, false]);
    }
  });
});

describe('the walls against foreign pages', () => {
  it('stand before every unsafe route, uploads too: the header, and the origin', async () => {
    const { cookie } = await at.as('administrator'), unsafe = routes.filter((route) => !['GET', 'HEAD'].includes(route.method));
    expect(unsafe.length).toBeGreaterThan(40);
    for (const route of unsafe) {
      const ask = () => supertest(at.url)[route.method.toLowerCase() as 'post'](route.path.replace(/:\w+/g, '999999999')).set('Cookie', cookie);
      const foreign = await ask().set('X-Requested-With', 'serentak').set('Origin', 'https://jahat.example');
      expect([route.path, foreign.status, foreign.body.code]).toEqual([route.path, 403, 'SRT-ACC-005']);
      if (route.permission === 'public') continue;
      const bare = await ask();
      expect([route.path, bare.status, bare.body.code]).toEqual([route.path, 403, 'SRT-ACC-005']);
    }
    const ask = (headers: Record<string, string>) => supertest(at.url).patch('/api/sessions/current').set('Cookie', cookie).set('X-Requested-With', 'serentak').set(headers).send({ language: 'id' }).then((answer) => answer.status);
    expect(await ask({ Origin: at.url })).toBe(200);
    expect(await ask({ Origin: 'https://jual.koperasi.example', 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
    for (const headers of [{ Origin: 'null' }, { 'Sec-Fetch-Site': 'same-site' }, { 'Sec-Fetch-Site': 'cross-site', Origin: at.url }]) expect([headers, await ask(headers as Record<string, string>)]).toEqual([headers, 403]);
  });
});
