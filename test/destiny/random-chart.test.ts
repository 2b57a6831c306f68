// Made-up charts are complete, consistent and the same for the same seed.
import { describe, expect, test } from 'bun:test';
import { ALL_FACTS } from '../../src/destiny/fact-index.ts';
import { deriveFacts } from '../../src/destiny/facts.ts';
import { randomChart } from '../../src/destiny/random-chart.ts';
import { parseChart } from '../../src/destiny/schema.ts';

const CHARTS = 250;

describe('randomChart', () => {
  test('gives the same chart when the seed is the same, and another when it is not', () => {
    expect(randomChart(3)).toEqual(randomChart(3));
    expect(randomChart(3)).not.toEqual(randomChart(4));
  });

  test('is valid, complete and free of contradictions', () => {
    for (let seed = 0; seed < CHARTS; seed++) {
      const { complete, warnings } = deriveFacts(parseChart(structuredClone(randomChart(seed))));
      expect({ seed, complete, warnings }).toEqual({ seed, complete: true, warnings: [] });
    }
  });

  test('reaches most of the vocabulary', () => {
    const met = new Set<string>();
    for (let seed = 0; seed < CHARTS; seed++) for (const fact of deriveFacts(randomChart(seed)).facts) met.add(fact);
    expect(met.size / ALL_FACTS.length).toBeGreaterThan(0.95);
  });
});
