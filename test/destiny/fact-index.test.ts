// Numbers of facts: keys hold a run of neighbours, and collected facts come out as createFactSet would give them.
import { describe, expect, test } from 'bun:test';
import { ALL_FACTS, FactCollector, factKey, findFactKey } from '../../src/destiny/fact-index.ts';
import { VOCABULARY } from '../../src/destiny/fact-keys.ts';
import { createFactSet } from '../../src/kernel/facts.ts';
import { createSeededRandom } from '../../src/kernel/seeded-random.ts';

describe('a key', () => {
  test('numbers its facts as neighbours, value by value', () => {
    for (const [key, values] of VOCABULARY) {
      const { first, places } = factKey(key);
      expect([...places.keys()]).toEqual([...values]);
      expect([...places.values()].sort((a, b) => a - b)).toEqual(values.map((_, index) => index));
      for (const [value, place] of places) expect(ALL_FACTS[first + place]).toBe(`${key}=${value}`);
    }
  });

  test('outside the vocabulary is not found', () => {
    expect(findFactKey('saju.nothing')).toBeUndefined();
    expect(() => factKey('saju.nothing')).toThrow('not in the vocabulary');
  });
});

describe('FactCollector', () => {
  test('gives any choice of facts in lexical order, each once', () => {
    const random = createSeededRandom(11);
    for (let round = 0; round < 50; round++) {
      const chosen = [...VOCABULARY].flatMap(([key, values]) =>
        values.filter(() => random.next() < 0.2).map((value) => ({ key, value })),
      );
      const facts = new FactCollector();
      for (const { key, value } of [...chosen.toReversed(), ...chosen]) facts.add(factKey(key), value);
      const expected = createFactSet(chosen.map(({ key, value }) => `${key}=${value}`));
      expect([...facts.toFactSet()]).toEqual([...expected]);
    }
  });

  test('tells which values and keys are present, and passes over a value that the key lacks', () => {
    const facts = new FactCollector();
    const [season, house] = [factKey('saju.season'), factKey('astro.mars.house')];
    facts.add(season, 'winter');
    facts.add(house, '13');
    facts.add(house, 'winter');
    expect([facts.has(season, 'winter'), facts.has(season, 'spring'), facts.has(season, '7')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([facts.hasKey(season), facts.hasKey(house)]).toEqual([true, false]);
    expect([...facts.toFactSet()]).toEqual(['saju.season=winter']);
  });
});
