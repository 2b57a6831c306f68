// The shapes of a western chart that are accepted: loose about what is missing or unknown, strict about types and sizes.
import { z } from 'zod';

// Twice what the richest chart programs send; a longer list is a mistake or an attack.
const MAX_TEXT_CHARS = 80;
const MAX_BODIES = 60;
const MAX_HOUSES = 12;
const MAX_ASPECTS = 300;

const text = z.string().max(MAX_TEXT_CHARS);
const numeric = z.union([z.number(), z.string().max(24)]).describe('A number, also as text');
const house = z.union([z.number(), text]).describe('1 to 12: 7, "7" or "H7"');

/** Unknown fields pass, so that a program may send what it has; only what is read is typed. */
const bodyFields = {
  name: text.nullish(),
  longitude: numeric.nullish().describe('Ecliptic longitude in degrees, 0 to 360'),
  sign: text.nullish(),
  degree: numeric.nullish().describe('Degrees within the sign, 0 to 30'),
  minute: numeric.nullish(),
  house: house.nullish(),
  speed: numeric.nullish().describe('Degrees a day; below zero is retrograde'),
  retrograde: z.union([z.boolean(), text]).nullish(),
  isRetrograde: z.union([z.boolean(), text]).nullish(),
};

const body = z
  .union([text, z.looseObject(bodyFields)])
  .nullish()
  .describe('A body: its sign, or {longitude, sign, degree, minute, house, speed, retrograde}')
  .meta({ examples: [{ sign: 'leo', longitude: 132.5, house: 7 }] });

/** Ends and kind under the names that programs give them. */
const aspect = z.looseObject({
  from: text.nullish(),
  to: text.nullish(),
  planet1: text.nullish(),
  planet2: text.nullish(),
  body1: text.nullish(),
  body2: text.nullish(),
  p1: text.nullish(),
  p2: text.nullish(),
  source: text.nullish(),
  target: text.nullish(),
  type: numeric.nullish(),
  aspect: numeric.nullish(),
  name: numeric.nullish(),
  orb: numeric.nullish(),
});

const cusp = z.union([
  z.number(),
  z.looseObject({ index: house.nullish(), house: house.nullish(), cusp: numeric.nullish(), sign: text.nullish() }),
]);

const progressions = z
  .looseObject({ sun: body, moon: body })
  .nullish()
  .describe('Secondary progressed positions that hold now: {sun, moon}');

/** A western chart as the first application sends it; see product.md, section 4. */
export const astroSchema = z
  .looseObject({
    sun: body,
    moon: body,
    mercury: body,
    venus: body,
    mars: body,
    jupiter: body,
    saturn: body,
    uranus: body,
    neptune: body,
    pluto: body,
    ascendant: body,
    asc: body,
    rising: body,
    mc: body,
    midheaven: body,
    northNode: body,
    north_node: body,
    trueNode: body,
    southNode: body,
    south_node: body,
    planets: z.array(z.looseObject(bodyFields)).max(MAX_BODIES).nullish().describe('The bodies as a list with names'),
    houses: z.array(cusp).max(MAX_HOUSES).nullish().describe('The twelve cusps: [{index, cusp, sign}]'),
    aspects: z
      .array(aspect)
      .max(MAX_ASPECTS)
      .nullish()
      .describe('Aspects: [{from, to, type}]; computed when there are none'),
    progressions,
    progressed: progressions,
  })
  .describe('A western natal chart; everything is optional and what is missing is derived where it can be')
  .meta({ examples: [{ sun: { sign: 'leo', house: 10 }, moon: '게자리', ascendant: 'libra' }] });

export type AstroInput = z.infer<typeof astroSchema>;
export type BodyInput = z.infer<typeof body>;
export type AspectInput = z.infer<typeof aspect>;
export type CuspInput = z.infer<typeof cusp>;
/** The fields that are read; others are named in a warning. */
export const ASTRO_FIELDS: ReadonlySet<string> = new Set(Object.keys(astroSchema.shape));
