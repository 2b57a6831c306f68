// The label of a fact in a reader's language. It names what is true and says nothing of what that means.
import { type Fact, splitFact } from '../kernel/facts.ts';
import type { Locale } from '../kernel/locale.ts';
import { listAstroLabels } from './astro/labels.ts';
import { findFactKey } from './fact-index.ts';
import type { Label } from './label-table.ts';
import { listSajuLabels } from './saju/labels.ts';

const LABELS: ReadonlyMap<string, Label> = new Map([...listSajuLabels(), ...listAstroLabels()]);

/** Labels that were asked for, so that each is put together once; the vocabulary bounds it. */
const KEPT: Readonly<Record<Locale, Map<Fact, string>>> = { ko: new Map(), en: new Map() };

/** `일간 갑목(甲木)` or `Gap Wood day master (甲)`. A fact outside the vocabulary is its own label. */
export function labelFact(fact: Fact, locale: Locale): string {
  const kept = KEPT[locale].get(fact);
  if (kept !== undefined) return kept;
  const { key, value } = splitFact(fact);
  const label = findFactKey(key)?.places.has(value) ? LABELS.get(key) : undefined;
  if (label === undefined) return fact;
  const text = label(value)[locale];
  KEPT[locale].set(fact, text);
  return text;
}
