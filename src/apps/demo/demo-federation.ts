import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createUser } from '../../access/index.js';
import { ensureCategory, keepFile } from '../../catalogue/index.js';
import { runImport } from '../../imports/index.js';
import { noScope, type Role, type Scope } from '../../kernel/index.js';
import { photoName } from '../../sheets/index.js';
import { federationOf } from '../../shops/index.js';
import type { House } from '../house.js';

export interface SignIn { readonly role: Role; readonly email: string; readonly password: string }
export interface DemoFederation { readonly cooperativeId: string; readonly scope: Scope; readonly signIns: readonly SignIn[] }

const units: readonly [string, string][] = [['KOP', 'Unit Kopi'], ['BTK', 'Unit Batik'], ['PGN', 'Unit Pangan Olahan'], ['TAN', 'Unit Pertanian'], ['KRJ', 'Unit Kerajinan']];
const people: readonly [Role, string, string][] = [['manager', 'Sri Wahyuni', 'manajer@bengawan.example'], ['operator', 'Bagus Prasetyo', 'operator@bengawan.example'], ['administrator', 'Admin Bengawan', 'admin@bengawan.example']];

/** The invented federation: a parent co-op, five units, three people whose passwords are made at random and shown once, and again from the data folder. */
export async function foundDemo(house: House): Promise<DemoFederation> {
  const { database } = house;
  const founded = await database.inScope(noScope, (tx) => tx.row<{ id: string }>('SELECT app.found_federation($1, $2) AS id', ['Koperasi Serba Usaha Bengawan', 'KSU']));
  const cooperativeId = founded?.id ?? '';
  const signIns: SignIn[] = [];
  await database.inScope({ ids: [cooperativeId] }, async (tx) => {
    for (const [code, name] of units) await tx.rows('INSERT INTO app.cooperative (parent_id, code, name) VALUES ($1, $2, $3)', [cooperativeId, code, name]);
    for (const [role, name, email] of people) {
      const password = randomBytes(9).toString('base64url');
      await createUser(tx, { cooperativeId, email, name, role, password });
      signIns.push({ role, email, password });
    }
  });
  return { cooperativeId, scope: await database.inScope(noScope, (tx) => federationOf(tx, cooperativeId)), signIns };
}

/** Categories, photos by file name, then the catalogue itself, row by row. `report` is told how many products there are. */
export async function importDemo(house: House, demo: Pick<DemoFederation, 'cooperativeId' | 'scope'>, dir: string, report: (products: number) => void): Promise<void> {
  const { database, photos } = house;
  const lines = (await readFile(join(dir, 'categories.csv'), 'utf8')).replace(/^\ufeff/, '').split(/\r?\n/).slice(1).filter(Boolean);
  await database.inScope(demo.scope, async (tx) => {
    for (const line of lines) {
      const [code = null, path = ''] = line.split(';');
      await ensureCategory(tx, demo.cooperativeId, path, code);
    }
  });
  for (const name of await readdir(join(dir, 'photos'))) {
    if (!/\.jpe?g$/i.test(name)) continue;
    const facts = await photos.take(await readFile(join(dir, 'photos', name)));
    await database.inScope(demo.scope, (tx) => keepFile(tx, demo.cooperativeId, photoName(name), facts));
  }
  const made = await database.inScope(demo.scope, (tx) => tx.row<{ id: string }>('INSERT INTO app.import (cooperative_id, name) VALUES ($1, $2) RETURNING id', [demo.cooperativeId, 'catalogue.csv']));
  const result = await runImport(database, demo.scope, { importId: made?.id ?? '', cooperativeId: demo.cooperativeId, userId: null }, join(dir, 'catalogue.csv'), house.log, (sofar) => report(sofar.products));
  if (result.refusal || result.rejected > 0) throw new Error(`The demo catalogue was not taken whole: ${JSON.stringify(result)}`);
}
