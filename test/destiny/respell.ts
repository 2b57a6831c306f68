// Writes a made-up chart down in another of the accepted shapes and spellings; what it says stays the same.
import { ASPECT_NAMES, BODY_NAMES, SIGN_NAMES } from '../../src/destiny/astro/names.ts';
import type { RandomChart } from '../../src/destiny/random-chart.ts';
import { BRANCH_NAMES, ELEMENT_NAMES, STEM_NAMES, TEN_GOD_NAMES } from '../../src/destiny/saju/names.ts';
import { BRANCH_ELEMENT, STEM_ELEMENT } from '../../src/destiny/saju/stems-branches.ts';
import {
  type Aspect,
  type Branch,
  ELEMENTS,
  type Element,
  PLANETS,
  type Sign,
  type Stem,
  type TenGod,
} from '../../src/destiny/vocabulary.ts';
import type { SeededRandom } from '../../src/kernel/seeded-random.ts';

type Fields = Record<string, unknown>;

export function respell(chart: RandomChart, random: SeededRandom): { saju: Fields; astro: Fields } {
  return { saju: respellSaju(chart.saju as Fields, random), astro: respellAstro(chart.astro as Fields, random) };
}

/** Width, case, composition and blanks that carry no meaning. */
function disguise(text: string, random: SeededRandom): string {
  return random.pick<(text: string) => string>([
    (same) => same,
    (same) => ` ${same}\t`,
    (same) => same.normalize('NFD'),
    (same) => same.toUpperCase(),
    (same) => same.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  ])(text);
}

function spellStem(stem: Stem, random: SeededRandom): string {
  const { hanja, ko, pinyin } = STEM_NAMES[stem];
  const element = ELEMENT_NAMES[STEM_ELEMENT[stem]];
  const whole = `${ko}${element.ko}(${hanja}${element.hanja})`;
  return disguise(random.pick([stem, hanja, ko, pinyin, `${ko}${element.ko}`, whole, `${stem} ${element.en}`]), random);
}

function spellBranch(branch: Branch, random: SeededRandom): string {
  const { hanja, ko, pinyin, animal, animalKo } = BRANCH_NAMES[branch];
  const withElement = `${ko}${ELEMENT_NAMES[BRANCH_ELEMENT[branch]].ko}`;
  return disguise(random.pick([branch, hanja, ko, pinyin, animal, animalKo, withElement, `${ko}(${hanja})`]), random);
}

function spellElement(element: Element, random: SeededRandom): string {
  const { hanja, ko, en } = ELEMENT_NAMES[element];
  return disguise(random.pick([element, hanja, ko, en]), random);
}

function spellTenGod(god: TenGod, random: SeededRandom): string {
  const { hanja, ko, en } = TEN_GOD_NAMES[god];
  return disguise(random.pick([god, hanja, ko, en, `${ko}(${hanja})`]), random);
}

function respellSide<T extends string>(
  side: Fields | string,
  spell: (name: T) => string,
  random: SeededRandom,
): unknown {
  const name = (typeof side === 'string' ? side : side.name) as T;
  if (typeof side === 'string' || random.next() < 0.4) return spell(name);
  return {
    name: spell(name),
    element: spellElement(side.element as Element, random),
    sibsin: spellTenGod(side.sibsin as TenGod, random),
    yin_yang:
      side.yin_yang === undefined
        ? null
        : random.pick(side.yin_yang === 'yang' ? ['양', '陽', '+'] : ['음', '陰', '-']),
  };
}

function respellPillar(pillar: Fields, random: SeededRandom): unknown {
  const stem = respellSide<Stem>(pillar.heavenlyStem as Fields, (name) => spellStem(name, random), random);
  const branch = respellSide<Branch>(pillar.earthlyBranch as Fields, (name) => spellBranch(name, random), random);
  const rest = 'isCurrent' in pillar ? { [random.pick(['isCurrent', 'current'])]: pillar.isCurrent } : {};
  return random.next() < 0.8 ? { ...rest, heavenlyStem: stem, earthlyBranch: branch } : { ...rest, stem, branch };
}

function respellSaju(saju: Fields, random: SeededRandom): Fields {
  const year = respellPillar(saju.yearPillar as Fields, random);
  const month = respellPillar(saju.monthPillar as Fields, random);
  const day = respellPillar(saju.dayPillar as Fields, random);
  const time = respellPillar(saju.timePillar as Fields, random);
  const hour = random.pick(['time', 'hour']);
  const pillars =
    random.next() < 0.5
      ? { yearPillar: year, monthPillar: month, dayPillar: day, [`${hour}Pillar`]: time }
      : { pillars: { year, month, day, [hour]: time } };
  const unse = saju.unse as { annual: Fields[]; monthly: Fields[] };
  return {
    ...pillars,
    ...respellDayMaster((saju.dayMaster as Fields).name as Stem, random),
    ...respellCounts(saju.fiveElements as Record<Element, number>, random),
    daeWoon: respellLuck(saju.daeWoon as Fields, random),
    unse: { annual: respellPeriods(unse.annual, random), monthly: respellPeriods(unse.monthly, random) },
  };
}

function respellDayMaster(stem: Stem, random: SeededRandom): Fields {
  const name = spellStem(stem, random);
  const element = spellElement(STEM_ELEMENT[stem], random);
  return random.pick<Fields>([
    {},
    { dayMaster: name },
    { dayMaster: { name, element } },
    { dayMaster: { heavenlyStem: name } },
    { dayMaster: { heavenlyStem: { name, element } } },
  ]);
}

function respellCounts(counts: Record<Element, number>, random: SeededRandom): Fields {
  const renamed = ELEMENTS.map((element) => [
    ELEMENT_NAMES[element][random.pick<'hanja' | 'ko' | 'en'>(['hanja', 'ko', 'en'])],
    counts[element],
  ]);
  return random.pick<Fields>([{}, { fiveElements: counts }, { fiveElements: Object.fromEntries(renamed.reverse()) }]);
}

function respellLuck(luck: Fields, random: SeededRandom): Fields {
  const list = luck.list as Fields[];
  const current = luck.current as number;
  const kept = { isForward: luck.isForward, startAge: luck.startAge };
  const respelled = list.map((period) => respellPillar(period, random));
  const marked = list.map((period, place) => respellPillar({ ...period, isCurrent: place === current }, random));
  return random.pick<Fields>([
    { ...kept, list: respelled, current },
    { ...kept, list: respelled, current: String(current) },
    { ...kept, current: respelled[current] },
    { ...kept, list: marked },
  ]);
}

function respellPeriods(periods: Fields[], random: SeededRandom): unknown[] {
  const only = periods.filter((period) => period.isCurrent === true).map(({ isCurrent: _, ...period }) => period);
  return (random.next() < 0.5 ? periods : only).map((period) => respellPillar(period, random));
}

function respellSign(sign: Sign, random: SeededRandom): string {
  const { ko, en, glyph } = SIGN_NAMES[sign];
  return disguise(random.pick([sign, ko, en, glyph, `${glyph}\ufe0e`, sign.slice(0, 3)]), random);
}

function respellBody(body: Fields, random: SeededRandom): Fields {
  const house = String(body.house);
  const houses = [Number(house), house, `H${house}`, `${house}하우스`, `House ${house}`] as const;
  const motion = random.pick<Fields>([
    { speed: body.speed },
    { retrograde: body.retrograde },
    { speed: String(body.speed), isRetrograde: body.retrograde === true ? 'R' : '순행' },
  ]);
  return {
    longitude: random.pick([body.longitude, String(body.longitude), (body.longitude as number) + 360]),
    ...(random.next() < 0.5 || body.sign === undefined ? {} : { sign: respellSign(body.sign as Sign, random) }),
    ...(random.next() < 0.5 || body.house === undefined ? {} : { house: random.pick<number | string>(houses) }),
    ...(body.speed === undefined ? {} : motion),
  };
}

function respellAstro(astro: Fields, random: SeededRandom): Fields {
  const bodies = [...PLANETS, 'ascendant', 'mc', 'north_node'] as const;
  const isList = random.next() < 0.5;
  const planets: Fields[] = [];
  const fields: Fields = {};
  for (const body of bodies) {
    const respelled = respellBody(astro[body === 'north_node' ? 'northNode' : body] as Fields, random);
    const { ko, en, glyph } = BODY_NAMES[body];
    if (isList) planets.push({ ...respelled, name: disguise(random.pick([body, ko, en, glyph]), random) });
    else fields[body === 'north_node' ? random.pick(['northNode', 'north_node', 'trueNode']) : body] = respelled;
  }
  return {
    ...fields,
    ...(isList ? { planets: shuffle(planets, random) } : {}),
    houses: respellHouses(astro.houses as Fields[], random),
    ...(random.next() < 0.5 ? { aspects: respellAspects(astro.aspects as Fields[], random) } : {}),
    [random.pick(['progressions', 'progressed'])]: astro.progressions,
  };
}

function respellHouses(houses: Fields[], random: SeededRandom): unknown[] {
  return random.pick<unknown[]>([
    houses,
    houses.map(({ cusp }) => cusp),
    shuffle(houses, random).map(({ index, cusp }) => ({ index: `H${index}`, cusp: String(cusp) })),
  ]);
}

function respellAspects(aspects: Fields[], random: SeededRandom): Fields[] {
  return shuffle(aspects, random).map(({ from, to, type }) => {
    const { ko, en, glyph, angle } = ASPECT_NAMES[type as Aspect];
    const [first, second] = random.next() < 0.5 ? [from, to] : [to, from];
    const [one, two, name] = random.pick([
      ['from', 'to', 'type'],
      ['planet1', 'planet2', 'aspect'],
      ['body1', 'body2', 'name'],
    ]);
    return {
      [one as string]: first,
      [two as string]: second,
      [name as string]: random.pick([type, ko, en, glyph, angle]),
    };
  });
}

export function shuffle<T>(members: readonly T[], random: SeededRandom): T[] {
  const keyed = members.map((member) => ({ member, order: random.next() }));
  return keyed.sort((a, b) => a.order - b.order).map(({ member }) => member);
}
