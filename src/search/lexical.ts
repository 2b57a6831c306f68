// BM25 over the postings of one part and language, on an absolute scale: a score is the share of the question's idf
// mass that the item holds, so that a weak match stays weak.
// Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).

import type { LexicalPostings } from '../pack/compiled.ts';

const K1 = 0.9;
const B = 0.4;

/** Scores of every item, at least 0, about 1 where all of the question's terms are held; `allowed` filters beforehand. */
export function scoreLexical(
  index: LexicalPostings,
  query: { terms: ReadonlySet<string>; allowed: Uint8Array },
): Float32Array {
  const scores = new Float32Array(index.lengths.length);
  const { ids, mass } = findTerms(index, query.terms);
  if (mass === 0) return scores;
  const { starts, targets, values } = index.postings;
  for (const id of ids) {
    const weight = (index.idf[id] ?? 0) / mass;
    for (let at = starts[id] ?? 0; at < (starts[id + 1] ?? 0); at++) {
      const item = targets[at] ?? 0;
      if (!query.allowed[item]) continue;
      const frequency = values[at] ?? 0;
      const norm = K1 * (1 - B + (B * (index.lengths[item] ?? 0)) / index.meanLength);
      scores[item] = (scores[item] ?? 0) + (weight * frequency * (K1 + 1)) / (frequency + norm);
    }
  }
  return scores;
}

/**
 * Ids of the terms that the index knows, and the idf mass of all. A term that no item has counts with the highest idf: a
 * question about something else must not score well.
 */
function findTerms(index: LexicalPostings, terms: ReadonlySet<string>): { ids: readonly number[]; mass: number } {
  const count = index.lengths.length;
  const unseen = Math.log(1 + (count + 0.5) / 0.5);
  const ids: number[] = [];
  let mass = 0;
  for (const term of terms) {
    const id = index.ids.get(term);
    if (id !== undefined) ids.push(id);
    mass += id === undefined ? unseen : (index.idf[id] ?? 0);
  }
  return { ids, mass };
}
