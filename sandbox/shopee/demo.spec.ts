import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDesk, type Desk } from './desk.fixture.js';

interface Mapped { category: string; leaf: string; attributes: Record<string, { id?: string; text?: string; unit?: string }[]>; brand?: string }

let desk: Desk;
beforeAll(async () => { desk = await openDesk(); });
afterAll(() => desk.stop());

test('every category of the demo leads to a leaf that takes an item with these defaults', async () => {
  const { map } = JSON.parse(await readFile(new URL('demo.json', import.meta.url), 'utf8')) as { map: Mapped[] };
  const shop = await desk.openShop();
  expect(new Set(map.map((one) => one.category)).size).toBe(37);
  for (const { category, leaf, attributes, brand } of map) {
    const attribute_list = Object.entries(attributes).map(([id, values]) => ({
      attribute_id: Number(id), attribute_value_list: values.map((value) => ({ value_id: Number(value.id ?? 0), original_value_name: value.text, value_unit: value.unit })),
    }));
    const answer = await shop.post('product/add_item', await shop.draft({ category_id: Number(leaf), attribute_list, brand: { brand_id: Number(brand ?? 0) } }));
    expect([category, answer.error]).toEqual([category, '']);
  }
});
