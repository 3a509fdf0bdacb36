import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../../../test/house/database.js';
import { assertApplicationRole } from './application-role.js';

let database: FreshDatabase;
beforeAll(async () => { database = await freshDatabase(); });
afterAll(() => database.drop());

describe('assertApplicationRole', () => {
  it('takes the role that owns nothing', () => expect(assertApplicationRole(database.appUrl)).resolves.toBeUndefined());
  it('refuses the owner of the tables', () => expect(assertApplicationRole(database.ownerUrl)).rejects.toThrow(/serentak_owner owns tables/));
  it('refuses a superuser', () => expect(assertApplicationRole(database.superUrl)).rejects.toThrow(/is a superuser/));
  it('says which setting is wrong when there is no server', () => expect(assertApplicationRole('postgres://a:b@127.0.0.1:1/x')).rejects.toThrow(/DATABASE_URL cannot be reached/));
});
