import { describe, expect, it } from '@jest/globals';
import { leavesOf } from './leaves-of.js';
import { scoreLeaves } from './score-leaves.js';
import { nameLikeness, rootsOf } from './words.js';

describe('words', () => {
  it.each([['peralatan', 'alat'], ['sayuran', 'sayur'], ['minuman', 'minum'], ['perawatan', 'rawat'], ['berkebun', 'kebun'], ['seeds', 'seed'], ['berries', 'berry']])('%s has the root %s', (word, root) => expect([...rootsOf(word)]).toContain(root));
  it.each(['beras', 'perak', 'terasi', 'bera'])('%s loses nothing that would leave a stump', (word) => expect([...rootsOf(word)].filter((root) => root.length < 4)).toEqual([]));

  it.each([['baju', 'pakaian'], ['Hitam', 'Black'], ['Kopi bubuk', 'kopi giling'], ['Warna', 'color']])('%s is likely %s', (one, other) => expect(nameLikeness(one, other)).toBeGreaterThan(0.8));
  it.each([['Hitam', 'Putih'], ['Kopi', 'Sandal'], ['', 'x']])('%s is not %s', (one, other) => expect(nameLikeness(one, other)).toBeLessThan(0.3));
  it('the same name in other letters is the same name', () => expect(nameLikeness('Kopi  Bubuk!', 'kopi bubuk')).toBe(1));
});

describe('leaves', () => {
  const leaves = leavesOf([{ id: '1', parentId: null, name: 'Pakaian', leaf: false }, { id: '2', parentId: '1', name: 'Kemeja', leaf: true }, { id: '3', parentId: null, name: 'Mainan', leaf: false }, { id: '4', parentId: '3', name: 'Kemeja Boneka', leaf: true }, { id: '5', parentId: '5', name: 'Sendiri', leaf: true }]);

  it('paths begin at the top, and end where a tree bites its tail', () => expect(leaves).toEqual([{ id: '2', path: ['Pakaian', 'Kemeja'] }, { id: '4', path: ['Mainan', 'Kemeja Boneka'] }, { id: '5', path: ['Sendiri'] }]));
  it('the path decides between leaves of like names, and the reason is told', () => {
    const found = scoreLeaves(['Baju', 'Kemeja'], leaves, 3);
    expect(found.map((leaf) => leaf.id)).toEqual(['2', '4']);
    expect(found[0]?.because).toEqual([{ ours: 'kemeja', theirs: 'kemeja' }, { ours: 'baju', theirs: 'pakaian' }]);
  });
  it('nothing that says anything in common: nothing', () => expect(scoreLeaves(['Asuransi'], leaves, 3)).toEqual([]));
});
