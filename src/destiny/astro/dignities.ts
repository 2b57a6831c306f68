// Who rules which sign, and where the seven visible planets are at home, exalted, in detriment or in fall.
import { CLASSICAL_PLANETS, DIGNITIES, type Planet, SIGNS, type Sign } from '../vocabulary.ts';
import { OPPOSITE_SIGN } from './zodiac.ts';

export type ClassicalPlanet = (typeof CLASSICAL_PLANETS)[number];
export type Dignity = (typeof DIGNITIES)[number];

/** Traditional rulers (Ptolemy, Tetrabiblos I.17); the vocabulary's chart ruler is one of these. */
export const RULER: Readonly<Record<Sign, ClassicalPlanet>> = {
  aries: 'mars',
  taurus: 'venus',
  gemini: 'mercury',
  cancer: 'moon',
  leo: 'sun',
  virgo: 'mercury',
  libra: 'venus',
  scorpio: 'mars',
  sagittarius: 'jupiter',
  capricorn: 'saturn',
  aquarius: 'saturn',
  pisces: 'jupiter',
};

/** Exaltations (Ptolemy, Tetrabiblos I.19). */
const EXALTATION: Readonly<Record<ClassicalPlanet, Sign>> = {
  sun: 'aries',
  moon: 'taurus',
  mercury: 'virgo',
  venus: 'pisces',
  mars: 'capricorn',
  jupiter: 'cancer',
  saturn: 'libra',
};

/** Detriment lies opposite the domicile, fall opposite the exaltation. Mercury has two of a kind in Virgo and in Pisces. */
function listDignities(planet: ClassicalPlanet, sign: Sign): readonly Dignity[] {
  const holds: Readonly<Record<Dignity, boolean>> = {
    domicile: RULER[sign] === planet,
    exaltation: EXALTATION[planet] === sign,
    detriment: RULER[OPPOSITE_SIGN[sign]] === planet,
    fall: EXALTATION[planet] === OPPOSITE_SIGN[sign],
  };
  return DIGNITIES.filter((dignity) => holds[dignity]);
}

const TABLE = Object.fromEntries(
  CLASSICAL_PLANETS.map((planet) => [
    planet,
    Object.fromEntries(SIGNS.map((sign) => [sign, listDignities(planet, sign)])),
  ]),
) as Readonly<Record<ClassicalPlanet, Readonly<Record<Sign, readonly Dignity[]>>>>; // every planet and sign has an entry

export function isClassical(planet: Planet): planet is ClassicalPlanet {
  return planet in TABLE;
}

export function dignitiesOf(planet: ClassicalPlanet, sign: Sign): readonly Dignity[] {
  return TABLE[planet][sign];
}
