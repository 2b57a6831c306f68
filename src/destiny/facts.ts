// Turns the two charts into the facts that hold for them. It emits nothing outside the vocabulary and asks no clock.
import { type Fact, type FactSet, splitFact } from '../kernel/facts.ts';
import { deriveAstro } from './astro/derive.ts';
import { readAstro } from './astro/read.ts';
import type { AstroInput } from './astro/schema.ts';
import { FactCollector, type FactKey, findFactKey } from './fact-index.ts';
import { deriveSaju } from './saju/derive.ts';
import { readSaju } from './saju/read.ts';
import type { SajuInput } from './saju/schema.ts';
import { quote, Warnings } from './warnings.ts';

export type DeriveInput = {
  saju?: SajuInput | null | undefined;
  astro?: AstroInput | null | undefined;
  /** Further facts, already flat; see `flattenFacts`. */
  facts?: Iterable<Fact> | undefined;
};

export type Derived = {
  facts: FactSet;
  /** Sorted, bounded, for the sender of the chart. */
  warnings: string[];
  /** Both charts are whole, so that every part of an answer has something to say. */
  complete: boolean;
};

/**
 * The facts of validated charts, in lexical order. Never throws. One chart in any spelling gives the same facts, byte for
 * byte. Where a statement contradicts what follows from other fields, the computed value is taken and a warning says so.
 */
export function deriveFacts({ saju, astro, facts: stated }: DeriveInput): Derived {
  const facts = new FactCollector();
  const warnings = new Warnings();
  const hasSaju = saju !== undefined && saju !== null && deriveSaju(readSaju(saju, warnings), facts, warnings);
  const hasAstro = astro !== undefined && astro !== null && deriveAstro(readAstro(astro, warnings), facts);
  if (stated !== undefined) addStated(stated, facts, warnings);
  return { facts: facts.toFactSet(), warnings: warnings.toList(), complete: hasSaju && hasAstro };
}

/** Stated facts fill keys that the charts leave open: a chart is the better witness of its own facts. */
function addStated(stated: Iterable<Fact>, facts: FactCollector, warnings: Warnings): void {
  const open: { key: FactKey; value: string }[] = [];
  for (const fact of stated) {
    const { key, value } = splitFact(fact);
    const known = findFactKey(key);
    if (known?.places.has(value) !== true) warnings.unknown('facts', fact, 'fact');
    else if (!facts.hasKey(known)) open.push({ key: known, value });
    else if (!facts.has(known, value)) warnings.add('facts', `${quote(fact)} differs from the chart, which was used`);
  }
  // Added after all are judged, so that several stated values of one key stand together.
  for (const { key, value } of open) facts.add(key, value);
}
