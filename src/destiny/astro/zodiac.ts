// Arithmetic of the zodiac: longitudes, signs, houses, angles. It knows nothing of a chart's shape.
import {
  type Aspect,
  HOUSES,
  type MODALITIES,
  MOON_PHASES,
  type SIGN_ELEMENTS,
  SIGNS,
  type Sign,
} from '../vocabulary.ts';

export type SignElement = (typeof SIGN_ELEMENTS)[number];
export type Modality = (typeof MODALITIES)[number];
export type MoonPhase = (typeof MOON_PHASES)[number];

/** Elements and modalities follow the order of the signs (Ptolemy, Tetrabiblos I.11 and I.18). */
const ELEMENT_CYCLE: readonly SignElement[] = ['fire', 'earth', 'air', 'water'];
const MODALITY_CYCLE: readonly Modality[] = ['cardinal', 'fixed', 'mutable'];

function tabulateSigns<V>(value: (index: number) => V | undefined, fallback: V): Readonly<Record<Sign, V>> {
  return Object.fromEntries(SIGNS.map((sign, index) => [sign, value(index) ?? fallback])) as Record<Sign, V>; // one entry per sign
}

export const SIGN_ELEMENT = tabulateSigns<SignElement>((index) => ELEMENT_CYCLE[index % 4], 'fire');
export const SIGN_MODALITY = tabulateSigns<Modality>((index) => MODALITY_CYCLE[index % 3], 'cardinal');
export const SIGN_START = tabulateSigns<number>((index) => index * 30, 0);
export const OPPOSITE_SIGN = tabulateSigns<Sign>((index) => SIGNS[(index + 6) % 12], 'aries');

/** A millionth of a degree: finer than any chart, coarser than the noise of adding full circles. */
const STEPS_PER_DEGREE = 1e6;
const RESOLUTION = 1 / STEPS_PER_DEGREE;

/** Brings any angle into [0, 360), to a millionth of a degree, so that 5 and 365 are the same number. */
export function normalizeDegrees(degrees: number): number {
  const rest = Math.round((degrees % 360) * STEPS_PER_DEGREE) / STEPS_PER_DEGREE;
  const positive = rest < 0 ? Math.round((rest + 360) * STEPS_PER_DEGREE) / STEPS_PER_DEGREE : rest;
  return positive >= 360 ? 0 : positive + 0;
}

/** The sign of a longitude in [0, 360). */
export function signOf(longitude: number): Sign {
  return SIGNS[Math.floor(longitude / 30)] ?? 'aries';
}

/** The shorter arc between two longitudes, 0 to 180. */
export function separation(first: number, second: number): number {
  const arc = Math.abs(first - second) % 360;
  return arc > 180 ? 360 - arc : arc;
}

/** The house whose cusp was passed last, going through the signs; cusps are the twelve longitudes from the first house on. */
export function houseOf(longitude: number, cusps: readonly number[]): string | undefined {
  for (let index = 0; index < cusps.length; index++) {
    const cusp = cusps[index] ?? 0;
    const next = cusps[index + 1] ?? cusps[0] ?? 0;
    if (arcFrom(cusp, longitude) < arcFrom(cusp, next)) return HOUSES[index];
  }
  return undefined;
}

/** The way from one longitude to another through the signs; both lie in [0, 360). */
function arcFrom(start: number, end: number): number {
  return end < start ? end - start + 360 : end - start;
}

/** Houses face each other six apart. */
export function oppositeHouse(house: string): string {
  return HOUSES[(Number(house) + 5) % 12] ?? '1';
}

/**
 * Orbs in degrees. A choice of this project within common modern practice: narrow enough that a stated aspect is one that
 * most astrologers would read. To the two angles, which move a degree in four minutes, no orb is wider than 5 degrees.
 */
const ORBS: Readonly<Record<Aspect, number>> = { conjunction: 8, sextile: 5, square: 7, trine: 7, opposition: 8 };
const MAX_ORB_TO_ANGLE = 5;
const ANGLES_OF_ASPECTS: readonly (readonly [Aspect, number])[] = [
  ['conjunction', 0],
  ['sextile', 60],
  ['square', 90],
  ['trine', 120],
  ['opposition', 180],
];

/** The aspect of two longitudes, orb included; bounds belong to the aspect. */
export function aspectBetween(
  first: number,
  second: number,
  { isToAngle }: { isToAngle: boolean },
): Aspect | undefined {
  const arc = separation(first, second);
  for (const [aspect, angle] of ANGLES_OF_ASPECTS) {
    const orb = isToAngle ? Math.min(ORBS[aspect], MAX_ORB_TO_ANGLE) : ORBS[aspect];
    if (Math.abs(arc - angle) <= orb + RESOLUTION) return aspect;
  }
  return undefined;
}

/** Eight phases of 45 degrees, each centred on its exact angle, so that a full moon is the opposition and its surroundings. */
export function moonPhase(sun: number, moon: number): MoonPhase {
  return MOON_PHASES[Math.floor(normalizeDegrees(moon - sun + 22.5) / 45)] ?? 'new';
}
