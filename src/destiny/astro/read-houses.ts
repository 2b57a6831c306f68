// Reads the twelve houses of any accepted shape into cusps and the signs on them.
import { HOUSES, type Sign } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';
import { readGivenSign, readLongitudeValue } from './read-body.ts';
import type { AstroInput, CuspInput } from './schema.ts';
import { readHouse } from './spellings.ts';
import { signOf } from './zodiac.ts';

export type Houses = {
  /** Signs on the cusps that are known, by house number. */
  signs: ReadonlyMap<string, Sign>;
  /** The twelve cusps from the first house on; undefined unless all are known, for a house has no end without the next cusp. */
  cusps: readonly number[] | undefined;
};

const NO_HOUSES: Houses = { signs: new Map(), cusps: undefined };

/** An entry without an index stands in its place in the list. Where cusp and sign differ, the cusp wins. */
export function readHouses(given: AstroInput['houses'], warnings: Warnings): Houses {
  if (given === undefined || given === null || given.length === 0) return NO_HOUSES;
  const signs = new Map<string, Sign>();
  const cusps = new Map<string, number>();
  for (const [place, entry] of given.entries()) {
    const path = `astro.houses.${place}`;
    const house = houseOfEntry(entry, place, { path, warnings });
    if (house === undefined || signs.has(house)) continue;
    const { cusp, sign } = readCusp(entry, { path, warnings });
    if (sign !== undefined) signs.set(house, sign);
    if (cusp !== undefined) cusps.set(house, cusp);
  }
  return { signs, cusps: listCusps(cusps) };
}

type Place = { path: string; warnings: Warnings };

function houseOfEntry(entry: CuspInput, place: number, { path, warnings }: Place): string | undefined {
  const index = typeof entry === 'number' ? undefined : (entry.index ?? entry.house);
  if (index === undefined || index === null) return HOUSES[place];
  const house = readHouse(index);
  if (house === undefined) warnings.unknown(`${path}.index`, index, 'house (1 to 12)');
  return house;
}

function readCusp(entry: CuspInput, { path, warnings }: Place): { cusp: number | undefined; sign: Sign | undefined } {
  const cusp = readLongitudeValue(typeof entry === 'number' ? entry : entry.cusp, { path: `${path}.cusp`, warnings });
  const given = typeof entry === 'number' ? undefined : readGivenSign(entry.sign, { path, warnings });
  if (cusp === undefined) return { cusp, sign: given };
  const sign = signOf(cusp);
  if (given !== undefined && given !== sign)
    warnings.add(`${path}.sign`, 'it differs from the sign of the cusp, which was used');
  return { cusp, sign };
}

/** Eleven cusps leave two houses without a border, so it is all twelve or none. */
function listCusps(cusps: ReadonlyMap<string, number>): number[] | undefined {
  const list: number[] = [];
  for (const house of HOUSES) {
    const cusp = cusps.get(house);
    if (cusp === undefined) return undefined;
    list.push(cusp);
  }
  return list;
}
