// Reads the twelve houses of any accepted shape into cusps and the signs on them.
import { HOUSES, type Sign } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';
import { readGivenSign, readLongitude } from './read-body.ts';
import type { AstroInput, CuspInput } from './schema.ts';
import { readHouse } from './spellings.ts';
import { signOf } from './zodiac.ts';

export type Houses = {
  /** The signs on the cusps from the first house on; undefined where a sign is unknown. */
  signs: readonly (Sign | undefined)[];
  /** The twelve cusps from the first house on; undefined unless all are known, for a house has no end without the next cusp. */
  cusps: readonly number[] | undefined;
};

const NO_HOUSES: Houses = { signs: [], cusps: undefined };

/** An entry without an index stands in its place in the list. Where cusp and sign differ, the cusp wins. */
export function readHouses(given: AstroInput['houses'], warnings: Warnings): Houses {
  if (given === undefined || given === null || given.length === 0) return NO_HOUSES;
  const signs: (Sign | undefined)[] = HOUSES.map(() => undefined);
  const cusps: (number | undefined)[] = HOUSES.map(() => undefined);
  let place = 0;
  for (const entry of given) {
    const house = houseOfEntry(entry, place, warnings);
    if (house >= 0 && signs[house] === undefined) {
      const { cusp, sign } = readCusp(entry, place, warnings);
      signs[house] = sign;
      cusps[house] = cusp ?? cusps[house];
    }
    place++;
  }
  return { signs, cusps: completeCusps(cusps) };
}

/** The place of the entry's house in HOUSES, or -1. */
function houseOfEntry(entry: CuspInput, place: number, warnings: Warnings): number {
  const index = typeof entry === 'number' ? undefined : (entry.index ?? entry.house);
  if (index === undefined || index === null) return place < HOUSES.length ? place : -1;
  const house = readHouse(index);
  if (house === undefined) warnings.unknown(`astro.houses.${place}.index`, index, 'house (1 to 12)');
  return house === undefined ? -1 : Number(house) - 1;
}

type Cusp = { cusp: number | undefined; sign: Sign | undefined };

function readCusp(entry: CuspInput, place: number, warnings: Warnings): Cusp {
  const at = { path: `astro.houses.${place}`, warnings };
  const cusp = readLongitude(typeof entry === 'number' ? entry : entry.cusp, 'cusp', at);
  const given = typeof entry === 'number' ? undefined : readGivenSign(entry.sign, at);
  if (cusp === undefined) return { cusp, sign: given };
  const sign = signOf(cusp);
  if (given !== undefined && given !== sign)
    warnings.add(`${at.path}.sign`, 'it differs from the sign of the cusp, which was used');
  return { cusp, sign };
}

/** Eleven cusps leave two houses without a border, so it is all twelve or none. */
function completeCusps(cusps: readonly (number | undefined)[]): readonly number[] | undefined {
  const known = cusps.filter((cusp) => cusp !== undefined);
  return known.length === HOUSES.length ? known : undefined;
}
