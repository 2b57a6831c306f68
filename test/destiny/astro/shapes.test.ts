// Every shape of a western chart that the contract names is read, and what contradicts the positions is told.
import { describe, expect, test } from 'bun:test';
import { deriveFacts } from '../../../src/destiny/facts.ts';
import { parseChart } from '../../../src/destiny/schema.ts';

function derive(astro: object): { facts: string[]; warnings: string[] } {
  const { facts, warnings } = deriveFacts({ astro: parseChart({ astro }).astro });
  return { facts: [...facts], warnings };
}

const CUSPS = [10, 40, 70, 100, 130, 160, 190, 220, 250, 280, 310, 340];

describe('bodies', () => {
  test.each([
    ['an object', { mars: { name: 'Mars', sign: 'Libra', house: 7 } }],
    ['Korean', { mars: { sign: '천칭자리', house: '7하우스' } }],
    ['glyphs in a list', { planets: [{ name: '♂', sign: '♎︎', house: 'H7' }] }],
    ['a Korean list', { planets: [{ name: '화성', sign: '천칭', house: '7' }] }],
    ['a longitude', { mars: { longitude: 195, house: '7th house' } }],
    ['a longitude as text and cusps', { mars: { longitude: '195.0' }, houses: CUSPS }],
    ['sign and degree and cusps', { mars: { sign: 'lib', degree: 14, minute: 59 }, houses: CUSPS }],
  ])('are read when they are given as %s', (_, astro) => {
    const { facts, warnings } = derive(astro);
    expect(facts.filter((fact) => fact.startsWith('astro.mars.'))).toEqual([
      'astro.mars.dignity=detriment',
      'astro.mars.house=7',
      'astro.mars.sign=libra',
    ]);
    expect(warnings).toEqual([]);
  });

  test('are read when a body is a bare sign', () => {
    expect(derive({ moon: '게자리', asc: 'Scorpio', midheaven: '♌' }).facts).toEqual([
      'astro.ascendant.sign=scorpio',
      'astro.chart_ruler=mars',
      'astro.mc.sign=leo',
      'astro.moon.dignity=domicile',
      'astro.moon.sign=cancer',
    ]);
  });

  test('take their own field before the list', () => {
    expect(derive({ sun: 'leo', planets: [{ name: 'Sun', sign: 'virgo' }] }).facts).toContain('astro.sun.sign=leo');
  });

  test('keep the sign of the longitude when another is stated', () => {
    const { facts, warnings } = derive({ pluto: { longitude: 232.86, sign: 'Libra' } });
    expect(facts).toEqual(['astro.pluto.sign=scorpio']);
    expect(warnings).toEqual(['astro.pluto.sign: it differs from the sign of the longitude, which was used']);
  });

  test('keep the stated house when the cusps say another', () => {
    const { facts, warnings } = derive({ pluto: { longitude: 232, house: 9 }, houses: CUSPS });
    expect(facts).toContain('astro.pluto.house=9');
    expect(warnings).toEqual([
      'astro.pluto.house: it differs from the house between the cusps; the stated house was used',
    ]);
  });

  test.each([
    ['a flag', { retrograde: true }],
    ['a letter', { retrograde: 'Rx' }],
    ['Korean', { isRetrograde: '역행' }],
    ['a negative speed', { speed: -0.2 }],
    ['a negative speed as text', { speed: '-0.2' }],
  ])('turn back when that is given as %s', (_, motion) => {
    expect(derive({ mercury: motion })).toEqual({ facts: ['astro.mercury.retrograde=true'], warnings: [] });
  });

  test('follow the speed when the flag differs', () => {
    const { facts, warnings } = derive({ mercury: { speed: 1.2, retrograde: true } });
    expect(facts).toEqual([]);
    expect(warnings).toEqual(['astro.mercury.retrograde: it differs from the sign of the speed, which was used']);
  });

  test('drop unknown values one by one and keep the rest', () => {
    const { facts, warnings } = derive({
      sun: { sign: 'Ophiuchus', house: 13, longitude: 'east' },
      moon: { sign: 'leo', degree: 31, house: 2 },
      planets: [{ name: 'Vulcan', sign: 'leo' }, { name: 'Chiron', sign: 'leo' }, { sign: 'leo' }],
    });
    expect(facts).toEqual(['astro.moon.house=2', 'astro.moon.sign=leo']);
    expect(warnings).toEqual([
      'astro.moon.degree: degree and minute lie outside of a sign (0 to 30 degrees), so they were left out',
      'astro.planets.0.name: "Vulcan" is not a known body, so it was left out',
      'astro.planets.2.name: "" is not a known body, so it was left out',
      'astro.sun.house: "13" is not a known house (1 to 12), so it was left out',
      'astro.sun.longitude: "east" is not a known longitude (0 to 360), so it was left out',
      'astro.sun.sign: "Ophiuchus" is not a known sign, so it was left out',
    ]);
  });
});

describe('nodes', () => {
  test.each(['northNode', 'north_node', 'trueNode'])('give the south node from %s', (field) => {
    expect(derive({ [field]: { sign: 'aries', house: 2 } }).facts).toEqual([
      'astro.north_node.house=2',
      'astro.north_node.sign=aries',
      'astro.south_node.house=8',
      'astro.south_node.sign=libra',
    ]);
  });

  test('give the north node when only the south node is known', () => {
    expect(derive({ southNode: { longitude: 100 } }).facts).toContain('astro.north_node.sign=capricorn');
  });
});

describe('houses', () => {
  test('take the sign of the cusp, and the stated one where there is no cusp', () => {
    const { facts, warnings } = derive({
      houses: [
        { index: 'H1', cusp: 45, sign: 'aries' },
        { index: 4, sign: '사자자리' },
      ],
    });
    expect(facts).toEqual(['astro.house.1.sign=taurus', 'astro.house.4.sign=leo']);
    expect(warnings).toEqual(['astro.houses.0.sign: it differs from the sign of the cusp, which was used']);
  });
});

describe('aspects', () => {
  const places = { sun: { longitude: 10 }, moon: { longitude: 100 } };

  test('are computed from longitudes when none are stated', () => {
    expect(derive(places).facts).toContain('astro.aspect.sun_moon=square');
    expect(derive({ ...places, aspects: [] }).facts).toContain('astro.aspect.sun_moon=square');
  });

  test('have one name whichever end comes first', () => {
    const both = [
      { from: 'Moon', to: 'Sun', type: '□' },
      { planet1: '태양', planet2: '달', aspect: '사각' },
      { body1: 'luna', body2: 'sol', name: 90 },
    ];
    for (const aspect of both)
      expect(derive({ aspects: [aspect] }).facts).toEqual(['astro.aspect.sun_moon=square', 'astro.aspect=square']);
  });

  test('win over computed ones when they are stated', () => {
    const { facts } = derive({
      ...places,
      mars: { longitude: 130 },
      aspects: [{ from: 'sun', to: 'mars', type: 'trine' }],
    });
    expect(facts.filter((fact) => fact.startsWith('astro.aspect.'))).toEqual(['astro.aspect.sun_mars=trine']);
  });

  test('are left out when a body or type is unknown or the longitudes forbid them', () => {
    const { facts, warnings } = derive({
      ...places,
      aspects: [
        { from: 'sun', to: 'moon', type: 'trine' },
        { from: 'sun', to: 'Nibiru', type: 'trine' },
        { from: 'sun', to: 'moon', type: 'friendship' },
        { from: 'sun', to: 'chiron', type: 'trine' },
        { from: 'sun', to: 'moon', type: 'quincunx' },
      ],
    });
    expect(facts).toContain('astro.aspect.sun_moon=square');
    expect(warnings.map((warning) => warning.split(':')[0])).toEqual([
      'astro.aspects.0',
      'astro.aspects.1.to',
      'astro.aspects.2.type',
    ]);
  });
});

describe('whole sky', () => {
  const signs = ['aries', 'leo', 'aries', 'leo', 'aries', 'taurus', 'leo', 'aquarius', 'gemini', 'scorpio'];
  const bodies = ['sun', 'moon', 'mercury', 'venus', 'mars', 'jupiter', 'saturn', 'uranus', 'neptune', 'pluto'];
  const sky = Object.fromEntries(bodies.map((body, index) => [body, signs[index]]));

  test('has a balance when all ten planets have a sign', () => {
    expect(derive(sky).facts.filter((fact) => /element|modality/.test(fact))).toEqual([
      'astro.element.dominant=fire',
      'astro.modality.dominant=fixed',
    ]);
    expect(derive({ ...sky, pluto: 'libra' }).facts).toContain('astro.element.lacking=water');
  });

  test('has none while a planet is missing', () => {
    expect(derive({ ...sky, pluto: null }).facts.filter((fact) => /element|modality/.test(fact))).toEqual([]);
  });

  test('names the chart ruler with its place, and the progressed sun and moon', () => {
    const { facts } = derive({
      ascendant: 'scorpio',
      mars: { sign: 'leo', house: 10 },
      progressed: { sun: { longitude: 31 }, moon: { longitude: 195 } },
      houses: CUSPS,
    });
    expect(facts.filter((fact) => /ruler|progressed/.test(fact))).toEqual([
      'astro.chart_ruler.house=10',
      'astro.chart_ruler.sign=leo',
      'astro.chart_ruler=mars',
      'astro.progressed.moon.house=7',
      'astro.progressed.moon.sign=libra',
      'astro.progressed.sun.sign=taurus',
    ]);
  });

  test('has the moon phase of sun and moon', () => {
    expect(derive({ sun: { longitude: 350 }, moon: { longitude: 172 } }).facts).toContain('astro.moon.phase=full');
  });
});
