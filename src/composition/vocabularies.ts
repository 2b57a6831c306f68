// The vocabularies that packs may name: the charts' closed one, and the open one of packs without charts.

import { VOCABULARY } from '../destiny/fact-keys.ts';
import { deriveFacts } from '../destiny/facts.ts';
import { labelFact } from '../destiny/labels.ts';
import { randomChart } from '../destiny/random-chart.ts';
import { witnessChart } from '../destiny/witness.ts';
import type { VocabularyProvider } from '../pack/content.ts';

const PROVIDERS: readonly VocabularyProvider[] = [
  {
    name: 'destiny',
    facts: VOCABULARY,
    label: labelFact,
    sample: (seed) => deriveFacts(randomChart(seed)).facts,
    witness: findWitness,
  },
  { name: 'open', facts: undefined, label: (fact) => fact },
];

/** Seeds of one search; the first that leads to a chart counts. */
const WITNESS_SEEDS = 4;

function findWitness(conditions: readonly string[]): Iterable<string> | undefined {
  for (let seed = 0; seed < WITNESS_SEEDS; seed++) {
    const chart = witnessChart(conditions, seed);
    if (chart) return deriveFacts(chart).facts;
  }
  return undefined;
}

export function findVocabulary(name: string): VocabularyProvider | undefined {
  return PROVIDERS.find((provider) => provider.name === name);
}
