import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { readSettings } from '../../config/settings.js';
import { createUser } from '../../src/access/index.js';
import { startHouse, type House } from '../../src/apps/house.js';
import { noScope, type Role, type Scope } from '../../src/kernel/index.js';
import { freshDatabase } from '../house/database.js';

export const password = 'cukup-panjang-1';
export const people = ['administrator', 'manager', 'operator', 'viewer'] as const;

/** The whole house, as an api process alone, on a database of its own: a parent co-op with one unit, a user of each role, and the unit's manager (`unit`). No worker, no sweep: rows are answered by the spec. */
export interface OpenHouse {
  readonly house: House; readonly url: string; readonly superUrl: string; readonly appUrl: string; readonly parent: string; readonly unit: string; readonly scope: Scope;
  /** Signed in; unsafe methods say that they come from our page. */
  as(who: Role | 'unit'): Promise<Person>;
  /** A second api process's worth of the house, on the same database. */
  another(): Promise<House>;
  close(): Promise<void>;
}
export interface Person {
  readonly cookie: string;
  get(path: string): supertest.Test;
  send(method: 'post' | 'patch' | 'put' | 'delete', path: string): supertest.Test;
}

export async function openHouse(webDir = '/nowhere', as: { readonly production?: boolean; readonly env?: Readonly<Record<string, string>> } = {}): Promise<OpenHouse> {
  const fresh = await freshDatabase();
  const dir = await mkdtemp(join(tmpdir(), 'serentak-edge-'));
  const settings = { ...readSettings({ DATABASE_URL: fresh.appUrl, APP_ROLES: 'api', PORT: '0', HOST: '127.0.0.1', DATA_DIR: dir, ADAPTER_DIRS: dir, LOG_LEVEL: 'silent', ENCRYPTION_KEY: 'a1b2'.repeat(16), ...as.env }, dir, dir), production: as.production ?? false };
  const house = await startHouse({ settings, webDir });
  const { database } = house;
  const parent = (await database.inScope(noScope, (tx) => tx.row<{ id: string }>(`SELECT app.found_federation('KSU Uji', 'KSU') AS id`)))?.id ?? '';
  const unit = await database.inScope({ ids: [parent] }, async (tx) => (await tx.row<{ id: string }>(`INSERT INTO app.cooperative (parent_id, code, name) VALUES ($1, 'KOP', 'Unit Kopi') RETURNING id`, [parent]))?.id ?? '');
  const scope = { ids: [parent, unit] };
  await database.inScope(scope, async (tx) => {
    for (const role of people) await createUser(tx, { cooperativeId: parent, email: `${role}@uji.example`, name: role, role, password });
    await createUser(tx, { cooperativeId: unit, email: 'unit@uji.example', name: 'unit', role: 'manager', password });
  });
  const signedIn = new Map<string, Person>();
  return {
    house, url: house.url, superUrl: fresh.superUrl, appUrl: fresh.appUrl, parent, unit, scope,
    as: async (who) => {
      let person = signedIn.get(who);
      if (!person) signedIn.set(who, (person = personWith(house.url, await signIn(house.url, `${who}@uji.example`))));
      return person;
    },
    another: () => startHouse({ settings: { ...settings, adapterDirs: [] }, webDir, clock: database.clock }),
    close: async () => {
      await house.stop();
      await rm(dir, { recursive: true, force: true });
      await fresh.drop();
    },
  };
}

export async function signIn(url: string, email: string, secret = password, more: object = {}): Promise<string> {
  const answer = await supertest(url).post('/api/sessions').send({ email, password: secret, ...more }).expect(201);
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

export const personWith = (url: string, cookie: string): Person => ({
  cookie, get: (path) => supertest(url).get(path).set('Cookie', cookie),
  send: (method, path) => supertest(url)[method](path).set('Cookie', cookie).set('X-Requested-With', 'serentak'),
});

export interface User { readonly id: string; readonly email: string; readonly revision: number; readonly roles: { cooperativeId: string; role: string }[] }
export const personOf = async (by: Person, email: string): Promise<User> => ((await by.get('/api/users').expect(200)).body.items as User[]).find((user) => user.email === email) as User;
export async function rolesTo(by: Person, email: string, roles: object[]) {
  const user = await personOf(by, email);
  return by.send('put', `/api/users/${user.id}/roles`).set('If-Match', `"${user.revision}"`).send({ roles });
}
