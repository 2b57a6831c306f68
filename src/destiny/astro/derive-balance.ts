// Derives the balance of sign elements and modalities over the ten planets; with a planet missing it calls nothing lacking.
import { createTally, findDominant, findLacking } from '../balance.ts';
import { type FactCollector, factKey } from '../fact-index.ts';
import { MODALITIES, PLANETS, SIGN_ELEMENTS } from '../vocabulary.ts';
import type { Positions } from './read.ts';
import { SIGN_ELEMENT, SIGN_MODALITY } from './zodiac.ts';

const ELEMENT_DOMINANT = factKey('astro.element.dominant');
const ELEMENT_LACKING = factKey('astro.element.lacking');
const MODALITY_DOMINANT = factKey('astro.modality.dominant');
const MODALITY_LACKING = factKey('astro.modality.lacking');

const NO_ELEMENTS = createTally(SIGN_ELEMENTS);
const NO_MODALITIES = createTally(MODALITIES);

// One point per planet: an even share is 2.5 of ten for an element and 3.3 for a modality.
const LEAST_OF_ELEMENT = 4;
const LEAST_OF_MODALITY = 5;

/** Dominant holds whatever the missing planets add only when all are known, so all ten are asked for. */
export function deriveSignBalance(positions: Readonly<Positions>, facts: FactCollector): void {
  const elements = { ...NO_ELEMENTS };
  const modalities = { ...NO_MODALITIES };
  for (const planet of PLANETS) {
    const sign = positions[planet]?.sign;
    if (sign === undefined) return;
    elements[SIGN_ELEMENT[sign]]++;
    modalities[SIGN_MODALITY[sign]]++;
  }
  for (const element of findDominant(elements, LEAST_OF_ELEMENT)) facts.add(ELEMENT_DOMINANT, element);
  for (const element of findLacking(elements)) facts.add(ELEMENT_LACKING, element);
  for (const modality of findDominant(modalities, LEAST_OF_MODALITY)) facts.add(MODALITY_DOMINANT, modality);
  for (const modality of findLacking(modalities)) facts.add(MODALITY_LACKING, modality);
}
