// Reads a western chart of any accepted shape into positions, houses and aspects; what it cannot read it drops with a warning.
import { NODES, PLANETS } from '../vocabulary.ts';
import { type Warnings, warnUnknownFields } from '../warnings.ts';
import { BODY_NAMES, type Body } from './names.ts';
import { type GivenAspect, readAspects } from './read-aspects.ts';
import { type Position, readPosition } from './read-body.ts';
import { type Houses, readHouses } from './read-houses.ts';
import { ASTRO_FIELDS, type AstroInput, type BodyInput } from './schema.ts';
import { readBody } from './spellings.ts';
import { houseOf, normalizeDegrees, OPPOSITE_SIGN, oppositeHouse } from './zodiac.ts';

export type Positions = Partial<Record<Body, Position>>;
export type AstroChart = {
  positions: Readonly<Positions>;
  houses: Houses;
  /** Undefined when the chart gives no usable aspect: they are then computed. */
  aspects: readonly GivenAspect[] | undefined;
  progressed: { sun: Position | undefined; moon: Position | undefined };
};

/** The vocabulary's bodies with the fields that hold them, the first present one being taken. */
const FIELDS: readonly (readonly [Body, readonly (keyof AstroInput & string)[]])[] = [
  ...PLANETS.map((planet) => [planet, [planet]] as const),
  ['ascendant', ['ascendant', 'asc', 'rising']],
  ['mc', ['mc', 'midheaven']],
  ['north_node', ['northNode', 'north_node', 'trueNode']],
  ['south_node', ['southNode', 'south_node']],
];

/** A body of its own field goes before one of the same name in `planets[]`. */
export function readAstro(input: AstroInput, warnings: Warnings): AstroChart {
  warnUnknownFields('astro', input, { known: ASTRO_FIELDS, warnings });
  const houses = readHouses(input.houses, warnings);
  const positions: Positions = {};
  for (const [body, fields] of FIELDS) {
    const position = readPosition(firstOf(input, fields), PATHS[body], warnings);
    if (position !== undefined) positions[body] = position;
  }
  readList(input.planets, positions, warnings);
  completeNodes(positions);
  for (const body in positions) completeHouse(body as Body, positions[body as Body], { houses, warnings }); // keys are bodies
  const progressed = input.progressions ?? input.progressed;
  const sun = readPosition(progressed?.sun, 'astro.progressions.sun', warnings);
  const moon = readPosition(progressed?.moon, 'astro.progressions.moon', warnings);
  if (moon?.longitude !== undefined && houses.cusps !== undefined) moon.house ??= houseOf(moon.longitude, houses.cusps);
  return { positions, houses, aspects: readAspects(input.aspects, positions, warnings), progressed: { sun, moon } };
}

function firstOf(input: AstroInput, fields: readonly (keyof AstroInput & string)[]): BodyInput {
  for (const field of fields) {
    const given = input[field];
    if (given !== undefined && given !== null) return given as BodyInput; // FIELDS names bodies only
  }
  return undefined;
}

const PATHS = Object.fromEntries(Object.keys(BODY_NAMES).map((body) => [body, `astro.${body}`])) as Record<
  Body,
  string
>; // one per body

function readList(list: AstroInput['planets'], positions: Positions, warnings: Warnings): void {
  if (list === undefined || list === null) return;
  for (const [place, entry] of list.entries()) {
    const { name } = entry;
    const body = typeof name === 'string' ? readBody(name) : undefined;
    if (body === undefined) warnings.unknown(`astro.planets.${place}.name`, name ?? '', 'body');
    if (body === undefined || body === 'unused' || positions[body] !== undefined) continue;
    const position = readPosition(entry, PATHS[body], warnings);
    if (position !== undefined) positions[body] = position;
  }
}

/** The nodes are the two ends of one line: either gives the other. */
function completeNodes(positions: Positions): void {
  const [north, south] = NODES;
  const [from, to] = positions[north] === undefined ? [south, north] : [north, south];
  const known = positions[from];
  if (known === undefined) return;
  const { longitude, sign, house } = known;
  const derived: Position = {
    longitude: longitude === undefined ? undefined : normalizeDegrees(longitude + 180),
    sign: sign && OPPOSITE_SIGN[sign],
    house: house && oppositeHouse(house),
    isRetrograde: false,
  };
  const given = positions[to];
  // A stated south node fills only what the north node leaves open, for the two cannot disagree.
  positions[to] = {
    longitude: derived.longitude ?? given?.longitude,
    sign: derived.sign ?? given?.sign,
    house: derived.house ?? given?.house,
    isRetrograde: false,
  };
}

/** A stated house stands, for programs differ in house systems and in what they do close to a cusp; a missing one is computed. */
function completeHouse(
  body: Body,
  position: Position | undefined,
  { houses, warnings }: { houses: Houses; warnings: Warnings },
): void {
  if (position?.longitude === undefined || houses.cusps === undefined) return;
  const computed = houseOf(position.longitude, houses.cusps);
  if (position.house !== undefined && computed !== position.house)
    warnings.add(`${PATHS[body]}.house`, 'it differs from the house between the cusps; the stated house was used');
  position.house ??= computed;
}
