import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { AccessModule, createUser } from '../../src/access/index.js';
import { configureHttp } from '../../src/apps/http/index.js';
import { CatalogueModule } from '../../src/catalogue/index.js';
import { CooperativesModule } from '../../src/cooperatives/index.js';
import { ImportRunner, ImportsModule } from '../../src/imports/index.js';
import { InventoryModule } from '../../src/inventory/index.js';
import { Clock, createLog, Database, Facts, LOG, noScope, Sealer, SETTINGS, type FactMap, type Role, type Scope } from '../../src/kernel/index.js';
import { Marketplaces } from '../../src/marketplaces/index.js';
import { Photos, PhotosModule, PhotoStore } from '../../src/photos/index.js';
import { freshDatabase } from '../house/database.js';

const password = 'cukup-panjang-1';
type Told = { [N in keyof FactMap]?: FactMap[N][] };

/** A parent co-op with two units on a database of its own, and whoever signs in: the rooms of the catalogue behind the real edge. */
export interface CoOp {
  readonly database: Database; readonly clock: Clock; readonly photos: Photos; readonly dir: string; readonly parent: string; readonly units: readonly [string, string]; readonly scope: Scope; readonly ownerUrl: string; readonly imports: ImportRunner;
  /** Facts that were told since `told` was emptied last. */
  readonly told: Told;
  as(who: Who): Promise<Client>;
  close(): Promise<void>;
}
export type Who = 'manager' | 'operator' | 'administrator' | 'viewer' | 'kopi' | 'batik';
export interface Client {
  get(path: string): supertest.Test;
  send(method: 'post' | 'patch' | 'put' | 'delete', path: string): supertest.Test;
}

@Module({})
class Rooms {
  static of(providers: { provide: unknown; useValue: unknown }[]): DynamicModule {
    return { module: Rooms, global: true, imports: [AccessModule, CooperativesModule, PhotosModule, CatalogueModule, InventoryModule, ImportsModule], providers: providers as never, exports: providers.map((provider) => provider.provide) as never };
  }
}

export async function openCoOp(): Promise<CoOp> {
  const fresh = await freshDatabase();
  const source = await new DataSource({ type: 'postgres', url: fresh.appUrl, schema: 'app', extra: { max: 8 } }).initialize();
  const facts = new Facts(), clock = new Clock(), log = createLog(process.env.TEST_LOG ?? 'silent'), told: Told = {};
  for (const name of ['product-changed', 'stock-changed'] as const) facts.hear(name, async (_, fact) => { ((told[name] as unknown[] | undefined) ?? ((told as Record<string, unknown[]>)[name] = [])).push(fact); });
  const database = new Database(source, clock, facts);
  const dir = await mkdtemp(join(tmpdir(), 'serentak-catalogue-'));
  const store = new PhotoStore(join(dir, 'photos'));
  await store.open();
  const photos = new Photos(store, Buffer.alloc(32, 7));

  const parent = (await database.inScope(noScope, (tx) => tx.row<{ id: string }>(`SELECT app.found_federation('KSU Uji', 'KSU') AS id`)))?.id ?? '';
  const units = await database.inScope({ ids: [parent] }, async (tx) => {
    const made = await tx.rows<{ id: string }>(`INSERT INTO app.cooperative (parent_id, code, name) VALUES ($1, 'KOP', 'Unit Kopi'), ($1, 'BTK', 'Unit Batik') RETURNING id`, [parent]);
    for (const role of ['manager', 'operator', 'administrator', 'viewer'] as Role[]) await createUser(tx, { cooperativeId: parent, email: `${role}@uji.example`, name: role, role, password });
    return made.map((row) => row.id) as [string, string];
  });
  const scope: Scope = { ids: [parent, ...units] };
  await database.inScope(scope, async (tx) => {
    await createUser(tx, { cooperativeId: units[0], email: 'kopi@uji.example', name: 'Kopi', role: 'manager', password });
    await createUser(tx, { cooperativeId: units[1], email: 'batik@uji.example', name: 'Batik', role: 'manager', password });
  });

  const house = { dataDir: dir, production: false, loopbackPictures: true };
  const app = await NestFactory.create<NestExpressApplication>(Rooms.of([{ provide: Database, useValue: database }, { provide: Clock, useValue: clock }, { provide: Facts, useValue: facts }, { provide: LOG, useValue: log }, { provide: SETTINGS, useValue: house }, { provide: Sealer, useValue: new Sealer(['a1b2'.repeat(16)]) }, { provide: Photos, useValue: photos }, { provide: Marketplaces, useValue: await Marketplaces.discover([join(process.cwd(), 'adapters')]) }]), { logger: ['error'], bodyParser: false, abortOnError: false });
  configureHttp(app, { log, production: false, webDir: join(dir, 'no-web') });
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Parameters<typeof supertest>[0];
  const clients = new Map<Who, Promise<Client>>();
  const signIn = async (who: Who): Promise<Client> => {
    const answer = await supertest(server).post('/api/sessions').send({ email: `${who}@uji.example`, password }).expect(201);
    const cookie = String(answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
    return {
      get: (path) => supertest(server).get(path).set('Cookie', cookie),
      send: (method, path) => supertest(server)[method](path).set('Cookie', cookie).set('X-Requested-With', 'serentak'),
    };
  };
  return {
    database, clock, photos, dir, parent, units, scope, told, ownerUrl: fresh.ownerUrl, imports: app.get(ImportRunner, { strict: false }),
    as: (who) => clients.get(who) ?? (clients.set(who, signIn(who)).get(who) as Promise<Client>),
    close: async () => {
      await app.close();
      await source.destroy();
      await fresh.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
