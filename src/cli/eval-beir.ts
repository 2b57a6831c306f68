// `quintet eval --beir`: the same segmentation, BM25, vectors and fusion on a test collection, for every pair of a
// query language and a corpus language that it has.

import path from 'node:path';
import { type BeirDocument, type BeirSet, readBeir } from '../evaluation/beir.ts';
import { rankScoredLanes } from '../evaluation/lanes.ts';
import { toIds } from '../evaluation/search-eval.ts';
import type { Judged } from '../evaluation/summary.ts';
import { createSeededRandom } from '../kernel/seeded-random.ts';
import type { LexicalPostings } from '../pack/compiled.ts';
import { buildLexical } from '../pack/postings.ts';
import { rowVector, scoreDense, type VectorRows } from '../search/dense.ts';
import { scoreLexical } from '../search/lexical.ts';
import { segment } from '../text/segment.ts';
import type { CliContext } from './context.ts';
import type { EvaluationEmbedding } from './eval-embedding.ts';
import { type Group, printComparisons, printLanes, writeTrec } from './eval-tables.ts';

export type BeirOptions = {
  readonly folder: string;
  readonly embedding: EvaluationEmbedding | undefined;
  readonly trec?: string;
  readonly seed: number;
};

type Corpus = {
  readonly documents: readonly { readonly id: string }[];
  readonly lexical: LexicalPostings;
  readonly rows: VectorRows | undefined;
};

export async function evaluateBeir(context: CliContext, options: BeirOptions): Promise<void> {
  const { embedding, trec } = options;
  const set = await readBeir(options.folder);
  const groups: Group[] = [];
  for (const [language, documents] of set.corpora) {
    const corpus = await indexCorpus(documents, { name: `${set.name} ${language}`.trim(), embedding });
    for (const from of set.queries.keys())
      groups.push({ name: nameOf(set, { from, language }), judged: await judge(set, { from, corpus, embedding }) });
  }
  context.print(`\n${set.name}: ${set.judgements.size} judged queries`);
  printLanes(context, groups);
  printComparisons(context, groups, createSeededRandom(options.seed).next);
  if (trec !== undefined) await writeTrec(path.join(trec, set.name), groups);
}

function nameOf(set: BeirSet, { from, language }: { from: string; language: string }): string {
  return from === '' && language === '' ? set.name : `${from || 'queries'} to ${language || 'corpus'}`;
}

async function indexCorpus(
  documents: readonly BeirDocument[],
  { name, embedding }: { name: string; embedding: EvaluationEmbedding | undefined },
): Promise<Corpus> {
  const local = (text: string) => ({ ko: text, en: text });
  const named = documents.map(({ title, text }) => ({
    name: title === '' ? undefined : local(title),
    text: local(text),
    extra: [],
  }));
  const texts = documents.map(({ title, text }) => (title === '' ? text : `${title}. ${text}`));
  return {
    documents: documents.map((document) => ({ id: document._id })),
    // The language only chooses between two equal texts here.
    lexical: buildLexical(named, 'en'),
    rows: await embedding?.embedTexts(texts, { kind: 'passage', title: `Embedding ${name}` }),
  };
}

async function judge(
  set: BeirSet,
  { from, corpus, embedding }: { from: string; corpus: Corpus; embedding: EvaluationEmbedding | undefined },
): Promise<Judged[]> {
  const queries = (set.queries.get(from) ?? []).filter((query) => set.judgements.has(query._id));
  const texts = queries.map((query) => query.text);
  const vectors = await embedding?.embedTexts(texts, { kind: 'query', title: `Embedding the queries ${from}`.trim() });
  const allowed = new Uint8Array(corpus.documents.length).fill(1);
  return queries.map((query, row) => {
    const lexical = scoreLexical(corpus.lexical, { terms: new Set(segment(query.text)), allowed });
    const vector = vectors && rowVector(vectors, row);
    const dense = corpus.rows && vector ? scoreDense(corpus.rows, { vector, allowed }) : undefined;
    return {
      id: query._id,
      grades: set.judgements.get(query._id) ?? new Map(),
      rankings: toIds(rankScoredLanes({ lexical, dense }), { items: corpus.documents }),
    };
  });
}
