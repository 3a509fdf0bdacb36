import { describe, expect, it } from '@jest/globals';
import { inUnits } from './units.js';

describe('units', () => {
  it.each([
    [{ text: '250', unit: 'g' }, ['kg'], { text: '0.25', unit: 'kg' }], [{ text: '0,5', unit: 'Kg' }, ['g', 'mg'], { text: '500', unit: 'g' }], [{ text: '120', unit: 'mm' }, ['cm', 'm'], { text: '12', unit: 'cm' }],
    [{ text: '12', unit: 'bulan' }, ['Month', 'Year'], { text: '1', unit: 'Year' }], [{ text: '6', unit: 'month' }, ['Month'], { text: '6', unit: 'Month' }], [{ text: '1.250 gram' }, ['KILOGRAM', 'GRAM'], { text: '1250', unit: 'GRAM' }],
    [{ text: '1.5 liter' }, ['ml'], { text: '1500', unit: 'ml' }], [{ text: '3' }, ['cm'], { text: '3', unit: 'cm' }], [{ text: '0.125', unit: 'kg' }, ['kg'], { text: '0.125', unit: 'kg' }],
  ])('%j in %j is %j', (value, units, expected) => expect(inUnits(value, units)).toEqual(expected));

  it.each([[{ text: '3', unit: 'cm' }, ['kg']], [{ text: 'ringan', unit: 'kg' }, ['g']], [{ text: '3' }, ['cm', 'm']], [{ text: '3', unit: 'depa' }, ['m']], [{}, ['kg']]])('%j in %j is nothing', (value, units) => expect(inUnits(value, units)).toBeNull());
});
