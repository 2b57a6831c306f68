// Reads one body of any accepted shape into longitude, sign, house and motion; what contradicts the longitude is named and not used.
import type { Sign } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';
import type { BodyInput } from './schema.ts';
import { readHouse, readRetrograde, readSign } from './spellings.ts';
import { normalizeDegrees, SIGN_START, signOf } from './zodiac.ts';

export type Position = {
  /** Degrees in [0, 360). */
  longitude: number | undefined;
  sign: Sign | undefined;
  /** `1` .. `12`. */
  house: string | undefined;
  isRetrograde: boolean;
};

// Chart programs count on past a full circle; further out it is no longitude but another number.
const MIN_LONGITUDE = -360;
const MAX_LONGITUDE = 720;

type Place = { path: string; warnings: Warnings };
type BodyObject = Exclude<BodyInput, string | null | undefined>;

/** Never fails: an unknown part is left undefined. Undefined for an absent body. */
export function readPosition(given: BodyInput, path: string, warnings: Warnings): Position | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given === 'string')
    return {
      longitude: undefined,
      sign: readGivenSign(given, { path, warnings }),
      house: undefined,
      isRetrograde: false,
    };
  const place = { path, warnings };
  const sign = readGivenSign(given.sign, place);
  const stated = readLongitude(given.longitude, 'longitude', place);
  if (stated !== undefined && sign !== undefined && signOf(stated) !== sign)
    warnings.add(`${path}.sign`, 'it differs from the sign of the longitude, which was used');
  const longitude = stated ?? readDegreeInSign(given, sign, place);
  return {
    longitude,
    sign: longitude === undefined ? sign : signOf(longitude),
    house: readGivenHouse(given.house, place),
    isRetrograde: isMovingBack(given, place),
  };
}

export function readGivenSign(given: string | null | undefined, { path, warnings }: Place): Sign | undefined {
  if (given === undefined || given === null || given.trim() === '') return undefined;
  const sign = readSign(given);
  if (sign === undefined) warnings.unknown(`${path}.sign`, given, 'sign');
  return sign;
}

function readGivenHouse(given: number | string | null | undefined, { path, warnings }: Place): string | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  const house = readHouse(given);
  if (house === undefined) warnings.unknown(`${path}.house`, given, 'house (1 to 12)');
  return house;
}

/** A longitude in [0, 360) from a number or a numeric text, which stands in the given field. */
export function readLongitude(
  given: number | string | null | undefined,
  field: 'longitude' | 'cusp',
  { path, warnings }: Place,
): number | undefined {
  const degrees = readNumber(given);
  if (degrees === undefined) return undefined;
  if (degrees >= MIN_LONGITUDE && degrees <= MAX_LONGITUDE) return normalizeDegrees(degrees);
  warnings.unknown(`${path}.${field}`, given, 'longitude (0 to 360)');
  return undefined;
}

/** Sign, degree and minute make a longitude where none is given. */
function readDegreeInSign(
  { degree, minute }: BodyObject,
  sign: Sign | undefined,
  { path, warnings }: Place,
): number | undefined {
  const degrees = readNumber(degree);
  if (degrees === undefined || sign === undefined) return undefined;
  const minutes = readNumber(minute) ?? 0;
  const within = degrees + minutes / 60;
  if (degrees >= 0 && minutes >= 0 && minutes < 60 && within < 30) return SIGN_START[sign] + within;
  warnings.add(`${path}.degree`, 'degree and minute lie outside of a sign (0 to 30 degrees), so they were left out');
  return undefined;
}

/** The sign of the speed is the measurement, the flag only reports it: where they differ, the speed wins. */
function isMovingBack(given: BodyObject, { path, warnings }: Place): boolean {
  const speed = readNumber(given.speed);
  const flag = given.retrograde ?? given.isRetrograde;
  const stated = flag === undefined || flag === null ? undefined : readRetrograde(flag);
  if (typeof flag === 'string' && stated === undefined) warnings.unknown(`${path}.retrograde`, flag, 'direction');
  if (speed === undefined || speed === 0 || Number.isNaN(speed)) return stated ?? false;
  if (stated !== undefined && stated !== speed < 0)
    warnings.add(`${path}.retrograde`, 'it differs from the sign of the speed, which was used');
  return speed < 0;
}

/** NaN stands for text that is no number, so that its reader can say what was expected; blank text is absent. */
function readNumber(given: number | string | null | undefined): number | undefined {
  if (typeof given === 'number') return given;
  if (given === undefined || given === null || given.trim() === '') return undefined;
  return Number(given);
}
