// The dimensions along which a western chart is varied in search of given facts: only the bodies that the facts speak of.
import { CLASSICAL_PLANETS, HOUSES, PLANETS, SIGNS } from '../vocabulary.ts';
import type { Dimension } from '../witness.ts';
import type { AstroInput } from './schema.ts';
import { separation } from './zodiac.ts';

// Steps of ten degrees from the fifth hold every exact aspect and phase, three places to a sign, none on a border.
const STEP_DEGREES = 10;
const FIRST_DEGREE = 5;
const LONGITUDES = 360 / STEP_DEGREES;
// The largest elongations seen from the earth.
const MAX_MERCURY_SUN = 28;
const MAX_VENUS_SUN = 47;

const BODY_KEY = /^astro\.(progressed\.)?([a-z_]+)\.(sign|house|retrograde|dignity|phase)$/;
const PAIR_KEY = /^astro\.aspect\.([a-z]+)_([a-z]+)$/;
const HOUSE_KEY = /^astro\.house\.(\d+)\.sign$/;
const ANY_ASPECT_BODIES = ['sun', 'moon', 'mars', 'saturn'];

/** Dimensions are named `mars.longitude`, `mars.house`, `cusp.7`, `progressed.moon.longitude` and so on. */
export function listAstroDimensions(keys: readonly string[]): readonly Dimension[] {
  const names = new Set(keys.flatMap(dimensionsOf));
  return [...names].map((name) => ({ name, size: sizeOf(name) }));
}

function sizeOf(name: string): number {
  if (name.endsWith('.longitude')) return LONGITUDES;
  return name.endsWith('.retrograde') ? 1 : 12;
}

function dimensionsOf(key: string): string[] {
  const house = HOUSE_KEY.exec(key)?.[1];
  if (house !== undefined) return [`cusp.${house}`];
  if (key === 'astro.aspect') return ANY_ASPECT_BODIES.map(longitude);
  if (key.startsWith('astro.element.') || key.startsWith('astro.modality.')) return PLANETS.map(longitude);
  if (key.startsWith('astro.chart_ruler')) return rulerDimensions(key);
  const pair = PAIR_KEY.exec(key);
  if (pair !== null) return pair.slice(1).map(longitude);
  const [, progressed = '', name = '', part = ''] = BODY_KEY.exec(key) ?? [];
  if (part === 'phase') return ['sun.longitude', 'moon.longitude'];
  // The south node is derived from the north node.
  const body = `${progressed}${name === 'south_node' ? 'north_node' : name}`;
  if (part === 'house' || part === 'retrograde') return [`${body}.${part}`];
  return [longitude(body)];
}

function longitude(body: string): string {
  return `${body}.longitude`;
}

function rulerDimensions(key: string): string[] {
  const part = key.endsWith('.house') ? ['house'] : key.endsWith('.sign') ? ['longitude'] : [];
  return ['ascendant.longitude', ...part.flatMap((name) => CLASSICAL_PLANETS.map((planet) => `${planet}.${name}`))];
}

/** `state` holds a candidate per dimension, by name. */
export function buildAstro(state: ReadonlyMap<string, number>): AstroInput {
  const bodies: Record<string, Record<string, unknown>> = {};
  const progressed: Record<string, Record<string, unknown>> = {};
  const houses: { index: number; sign: string }[] = [];
  for (const [name, candidate] of state) {
    const parts = name.split('.');
    const part = parts.pop() ?? '';
    if (parts[0] === 'cusp') houses.push({ index: Number(part), sign: SIGNS[candidate] ?? 'aries' });
    else place(parts[0] === 'progressed' ? progressed : bodies, { body: parts.at(-1) ?? '', part, candidate });
  }
  return {
    ...bodies,
    ...(houses.length === 0 ? {} : { houses }),
    ...(Object.keys(progressed).length === 0 ? {} : { progressions: progressed }),
  };
}

type Placed = { body: string; part: string; candidate: number };

function place(bodies: Record<string, Record<string, unknown>>, { body, part, candidate }: Placed): void {
  const fields = bodies[body] ?? {};
  bodies[body] = fields;
  if (part === 'longitude') fields.longitude = FIRST_DEGREE + candidate * STEP_DEGREES;
  else if (part === 'house') fields.house = HOUSES[candidate];
  else fields.retrograde = true;
}

/** Whether Mercury and Venus keep to the sun as they do in the sky: a chart that breaks this is nobody's. */
export function isNaturalSky({ sun, mercury, venus }: AstroInput): boolean {
  const [sunAt, mercuryAt, venusAt] = [sun, mercury, venus].map(longitudeOf);
  return (
    isWithin(sunAt, mercuryAt, MAX_MERCURY_SUN) &&
    isWithin(sunAt, venusAt, MAX_VENUS_SUN) &&
    isWithin(mercuryAt, venusAt, MAX_MERCURY_SUN + MAX_VENUS_SUN)
  );
}

function longitudeOf(body: AstroInput['sun']): number | undefined {
  const given = typeof body === 'object' ? body?.longitude : undefined;
  return typeof given === 'number' ? given : undefined;
}

function isWithin(first: number | undefined, second: number | undefined, limit: number): boolean {
  return first === undefined || second === undefined || separation(first, second) <= limit;
}
