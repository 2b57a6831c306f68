// The vocabularies that packs may name: the charts' closed one, and the open one of packs without charts.

import { deriveFacts } from '../destiny/facts.ts';
import { labelFact } from '../destiny/labels.ts';
import { randomChart } from '../destiny/random-chart.ts';
import { VOCABULARY } from '../destiny/vocabulary.ts';
import type { VocabularyProvider } from '../pack/content.ts';

const PROVIDERS: readonly VocabularyProvider[] = [
  { name: 'destiny', facts: VOCABULARY, label: labelFact, sample: (seed) => deriveFacts(randomChart(seed)).facts },
  { name: 'open', facts: undefined, label: (fact) => fact },
];

export function findVocabulary(name: string): VocabularyProvider | undefined {
  return PROVIDERS.find((provider) => provider.name === name);
}
