// Builds postings and BM25 statistics from lists. Pure; knows no file.

import type { Locale, LocalText } from '../kernel/locale.ts';
import { segment } from '../text/segment.ts';
import type { LexicalPostings, Postings } from './compiled.ts';

export type Posting = { readonly key: number; readonly target: number; readonly value: number };

/** Sorts postings by key, then target, into compressed rows. */
export function buildPostings(entries: readonly Posting[], keyCount: number): Postings {
  const sorted = [...entries].sort((a, b) => a.key - b.key || a.target - b.target);
  const starts = new Uint32Array(keyCount + 1);
  for (const { key } of sorted) starts[key + 1] = (starts[key + 1] ?? 0) + 1;
  for (let key = 0; key < keyCount; key++) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0);
  return {
    starts,
    targets: Uint32Array.from(sorted, (entry) => entry.target),
    values: Float32Array.from(sorted, (entry) => entry.value),
  };
}

export type LexicalDocument = {
  readonly name: LocalText | undefined;
  readonly text: LocalText;
  readonly extra: readonly LocalText[];
};

/** Term statistics of one language. idf after Robertson and Spärck Jones, in the form that is never negative. */
export function buildLexical(documents: readonly LexicalDocument[], language: Locale): LexicalPostings {
  const ids = new Map<string, number>();
  const entries: Posting[] = [];
  const lengths = new Float32Array(documents.length);
  for (const [target, document] of documents.entries()) {
    const terms = segment(lexicalText(document, language));
    lengths[target] = terms.length;
    for (const [term, value] of countTerms(terms)) {
      const key = ids.get(term) ?? ids.size;
      ids.set(term, key);
      entries.push({ key, target, value });
    }
  }
  const postings = buildPostings(entries, ids.size);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return {
    ids,
    idf: inverseFrequencies(postings, documents.length),
    postings,
    lengths,
    meanLength: total / Math.max(1, documents.length),
  };
}

function lexicalText({ name, text, extra }: LexicalDocument, language: Locale): string {
  return [name?.[language] ?? '', text[language], ...extra.map((label) => label[language])].join('\n');
}

function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** ln(1 + (N - n + 0.5) / (n + 0.5)) per term. */
function inverseFrequencies(postings: Postings, documentCount: number): Float32Array {
  const idf = new Float32Array(postings.starts.length - 1);
  for (let key = 0; key < idf.length; key++) {
    const n = (postings.starts[key + 1] ?? 0) - (postings.starts[key] ?? 0);
    idf[key] = Math.log(1 + (documentCount - n + 0.5) / (n + 0.5));
  }
  return idf;
}
