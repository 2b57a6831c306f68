// The shapes of a saju chart that are accepted: loose about what is missing or unknown, strict about types and sizes.
import { z } from 'zod';

// A hundred and fifty periods hold a life in years and a year in months; a longer list is a mistake or an attack.
const MAX_TEXT_CHARS = 80;
const MAX_PERIODS = 150;

const text = z.string().max(MAX_TEXT_CHARS);
const count = z.number().min(0).max(1000);

const side = z
  .union([
    text,
    z.looseObject({
      name: text.nullish(),
      element: text.nullish(),
      yin_yang: text.nullish(),
      yinYang: text.nullish(),
      sibsin: text.nullish(),
    }),
  ])
  .describe('A stem or a branch: its name in hanja, Hangul or English, or an object {name, element, yin_yang, sibsin}');

const hiddenStem = z.union([text, z.looseObject({ name: text.nullish() })]).nullish();

/** `stem`, `branch` and `ganji` are what period lists mostly carry; they are read in pillars too. */
const pillarFields = {
  heavenlyStem: side.nullish(),
  earthlyBranch: side.nullish(),
  stem: side.nullish(),
  branch: side.nullish(),
  ganji: text.nullish(),
  jijanggan: z
    .looseObject({ chogi: hiddenStem, junggi: hiddenStem, jeonggi: hiddenStem })
    .nullish()
    .describe('The hidden stems of the branch'),
};

const pillar = z
  .union([text, z.looseObject(pillarFields)])
  .nullish()
  .describe('One pillar: {heavenlyStem, earthlyBranch}, or a pair such as "갑자"')
  .meta({ examples: [{ heavenlyStem: '甲', earthlyBranch: '子' }] });

/** A pillar that holds for a time; either mark says that it holds now. */
const period = z.union([
  text,
  z.looseObject({ ...pillarFields, current: z.boolean().nullish(), isCurrent: z.boolean().nullish() }),
]);
const periods = z.array(period).max(MAX_PERIODS).nullish();

const pillars = z
  .looseObject({ year: pillar, month: pillar, day: pillar, time: pillar, hour: pillar })
  .nullish()
  .describe('The four pillars under one key');

const dayMaster = z
  .union([
    text,
    z.looseObject({
      name: text.nullish(),
      element: text.nullish(),
      yin_yang: text.nullish(),
      yinYang: text.nullish(),
      heavenlyStem: side.nullish(),
    }),
  ])
  .nullish()
  .describe('The day master: "갑", "甲", "갑목", {name, element} or {heavenlyStem}');

/** Korean and hanja names of the elements pass as unknown fields and are read later. */
const fiveElements = z
  .looseObject({
    wood: count.nullish(),
    fire: count.nullish(),
    earth: count.nullish(),
    metal: count.nullish(),
    water: count.nullish(),
  })
  .nullish()
  .describe('Counts (or weights) of the five elements; used when all five are given');

const daeWoon = z
  .looseObject({
    startAge: z.number().nullish(),
    isForward: z.boolean().nullish(),
    current: z
      .union([z.number().int().min(0), period])
      .nullish()
      .describe('The current period: its place in list, or itself'),
    list: periods,
  })
  .nullish()
  .describe('The ten-year luck periods');

const unse = z
  .looseObject({ daeun: periods, annual: periods, monthly: periods })
  .nullish()
  .describe('Luck periods, years and months; the entry that holds now carries current: true');

/** A saju chart as the first application sends it; see product.md, section 4. */
export const sajuSchema = z
  .looseObject({
    yearPillar: pillar,
    monthPillar: pillar,
    dayPillar: pillar,
    timePillar: pillar,
    hourPillar: pillar,
    pillars,
    dayMaster,
    fiveElements,
    daeWoon,
    unse,
  })
  .describe('A four-pillars chart; everything is optional and what is missing is derived where it can be')
  .meta({ examples: [{ dayPillar: { heavenlyStem: '갑', earthlyBranch: '자' }, monthPillar: '병인' }] });

export type SajuInput = z.infer<typeof sajuSchema>;
export type SideInput = z.infer<typeof side>;
export type PillarInput = z.infer<typeof pillar>;
export type PeriodInput = z.infer<typeof period>;
/** The fields that are read; others are named in a warning. */
export const SAJU_FIELDS: ReadonlySet<string> = new Set(Object.keys(sajuSchema.shape));
