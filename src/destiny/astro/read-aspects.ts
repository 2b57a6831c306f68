// Reads the aspects that a chart states and keeps those that its positions allow.
import type { Aspect } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';
import { ASPECT_NAMES, type Body } from './names.ts';
import type { Positions } from './read.ts';
import type { AspectInput, AstroInput } from './schema.ts';
import { readAspect, readBody } from './spellings.ts';
import { separation } from './zodiac.ts';

export type GivenAspect = { first: Body; second: Body; aspect: Aspect };

// The widest orb in use (sun and moon in older practice) is 15 degrees with rounding; beyond it the statement is wrong.
const MAX_STATED_ORB = 15;

/** Undefined when nothing usable is stated: an empty list means that a program left aspects out, for every chart has some. */
export function readAspects(
  given: AstroInput['aspects'],
  positions: Readonly<Positions>,
  warnings: Warnings,
): readonly GivenAspect[] | undefined {
  if (given === undefined || given === null || given.length === 0) return undefined;
  const aspects: GivenAspect[] = [];
  let place = 0;
  for (const entry of given) {
    const read = readEntry(entry, place, warnings);
    if (read !== undefined && isPossible(read, positions)) aspects.push(read);
    else if (read !== undefined)
      warnings.add(`astro.aspects.${place}`, 'the two longitudes are too far from this aspect, so it was left out');
    place++;
  }
  return aspects.length === 0 ? undefined : aspects;
}

function readEntry(entry: AspectInput, place: number, warnings: Warnings): GivenAspect | undefined {
  const from = entry.from ?? entry.planet1 ?? entry.body1 ?? entry.p1 ?? entry.source;
  const to = entry.to ?? entry.planet2 ?? entry.body2 ?? entry.p2 ?? entry.target;
  const first = readEnd(from, { place, end: 'from', warnings });
  const second = readEnd(to, { place, end: 'to', warnings });
  const stated = entry.type ?? entry.aspect ?? entry.name;
  const aspect = stated === undefined || stated === null ? undefined : readAspect(String(stated));
  if (aspect === undefined) warnings.unknown(`astro.aspects.${place}.type`, stated ?? '', 'aspect');
  if (first === undefined || second === undefined || aspect === undefined || aspect === 'unused') return undefined;
  return first === second ? undefined : { first, second, aspect };
}

type End = { place: number; end: 'from' | 'to'; warnings: Warnings };

/** Undefined for what has no aspects in the vocabulary too (asteroids, lots), which is no reason for a warning. */
function readEnd(name: string | null | undefined, { place, end, warnings }: End): Body | undefined {
  const body = name === undefined || name === null ? undefined : readBody(name);
  if (body === undefined) warnings.unknown(`astro.aspects.${place}.${end}`, name ?? '', 'body');
  return body === 'unused' ? undefined : body;
}

function isPossible({ first, second, aspect }: GivenAspect, positions: Readonly<Positions>): boolean {
  const from = positions[first]?.longitude;
  const to = positions[second]?.longitude;
  if (from === undefined || to === undefined) return true;
  return Math.abs(separation(from, to) - ASPECT_NAMES[aspect].angle) <= MAX_STATED_ORB;
}
