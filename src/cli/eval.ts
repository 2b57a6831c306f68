// `quintet eval`: how well the search of a pack finds what careful readers accept, lane by lane, with judged questions and
// with remembered sentences; or the same code on test collections.

import path from 'node:path';
import { attachKnownVectors, buildVectors } from '../composition/prepare-vectors.ts';
import { findVocabulary } from '../composition/vocabularies.ts';
import { readConfig } from '../config.ts';
import { firstSentence, judgeKnownItem, type KnownItem, sampleItems } from '../evaluation/known-item.ts';
import { KNOWN_ITEM_MEASURES } from '../evaluation/metrics.ts';
import {
  type EvaluationQuestion,
  findUnknownIds,
  type JudgedQuestion,
  judgeQuestions,
} from '../evaluation/search-eval.ts';
import { LOCALES, type Locale } from '../kernel/locale.ts';
import { createSeededRandom } from '../kernel/seeded-random.ts';
import { openPack } from '../pack/open.ts';
import { rowVector } from '../search/dense.ts';
import { PackIndex } from '../search/pack-index.ts';
import { loadTokenCounter } from '../text/count-tokens.ts';
import { segment } from '../text/segment.ts';
import type { CliContext } from './context.ts';
import { evaluateBeir } from './eval-beir.ts';
import { type EvaluationEmbedding, openEvaluationEmbedding } from './eval-embedding.ts';
import { type Group, printComparisons, printLanes, printLosses, writeTrec } from './eval-tables.ts';
import { createProgress } from './progress.ts';
import { readQuestions } from './read-questions.ts';

export type EvalOptions = {
  readonly pack: string;
  readonly questions: string;
  readonly split: 'dev' | 'heldout' | 'all';
  /** Remembered sentences; 0 leaves them out. */
  readonly known: number;
  readonly beir?: readonly string[];
  readonly trec?: string;
  /** False: the lexical lane alone, without loading a model. */
  readonly dense: boolean;
  readonly seed: number;
};

export async function evaluate(context: CliContext, options: EvalOptions): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const embedding = options.dense ? await openEvaluationEmbedding(context, parts) : undefined;
  if (options.beir) {
    for (const folder of options.beir) await evaluateBeir(context, { ...options, folder, embedding });
    return;
  }
  const index = await openIndexOf(context, { folder: options.pack, embedding });
  await evaluateQuestions(context, { ...options, index, embedding });
  if (options.known > 0) await evaluateKnownItems(context, { ...options, index, embedding });
}

type Run = EvalOptions & { readonly index: PackIndex; readonly embedding: EvaluationEmbedding | undefined };

async function openIndexOf(
  context: CliContext,
  { folder, embedding }: { folder: string; embedding: EvaluationEmbedding | undefined },
): Promise<PackIndex> {
  const dataDir = path.resolve(readConfig(context.environment, context.machine).dataDir);
  const opened = await openPack(folder, { dataDir, vocabularies: findVocabulary, loadTokenCounter });
  const index = new PackIndex(opened.pack);
  if (!embedding) return index;
  const { embedder } = embedding;
  if (!(await attachKnownVectors(index, { opened, descriptor: embedder.descriptor })))
    await buildVectors(index, {
      opened,
      embedder,
      signal: context.stop,
      onProgress: createProgress(context, 'Embedding the pack'),
    });
  return index;
}

async function evaluateQuestions(context: CliContext, run: Run): Promise<void> {
  const all = await readQuestions(run.questions);
  const unknown = findUnknownIds(run.index, all);
  // A pack is edited every day: what has left it can be found by no lane, so nothing is compared unfairly.
  if (unknown.length > 0) context.print(`left out, for the pack has no such item: ${unknown.join(' ')}`);
  const questions = all.filter((question) => run.split === 'all' || question.split === run.split);
  const vectors = await embedQueries(
    run,
    questions.map((question) => question.question),
  );
  const judged = judgeQuestions(
    run.index,
    questions.map((question, row) => ({
      ...question,
      terms: new Set(segment(question.question)),
      vector: vectors(row),
    })),
  );
  const groups = groupBySource(judged);
  context.print(`${questions.length} questions (${run.split}), accepted items in percent`);
  printLanes(context, groups);
  printReach(context, questions, run.index);
  printComparisons(context, groups, createSeededRandom(run.seed).next);
  printLosses(context, groups);
  if (run.trec !== undefined) await writeTrec(path.join(run.trec, `questions-${run.split}`), groups);
}

/** All questions of a source, then those of each language. */
function groupBySource(judged: readonly JudgedQuestion[]): Group[] {
  return [...Map.groupBy(judged, (row) => row.source)].flatMap(([source, rows]) => [
    { name: source, judged: rows },
    ...LOCALES.map((locale) => ({
      name: `${source}, ${locale}`,
      judged: rows.filter((row) => row.question.language === locale),
    })).filter((group) => group.judged.length > 0),
  ]);
}

/** What a source that reads only its theme's domain can never return. */
function printReach(context: CliContext, questions: readonly EvaluationQuestion[], index: PackIndex): void {
  for (const [source, config] of index.pack.sources) {
    if (!config.isBoundToDomain) continue;
    const part = index.pack.parts.get(config.items);
    const groups = new Map(part?.items.map((item) => [item.id, item.group]));
    const accepted = questions.flatMap((question) =>
      question.accepted
        .filter((id) => groups.has(id))
        .map((id) => ({ id, domain: index.theme(question.theme)?.domain })),
    );
    const reached = accepted.filter(({ id, domain }) => groups.get(id) === domain).length;
    context.print(`${source}: ${reached} of ${accepted.length} accepted passages stand in the domain of the theme`);
  }
}

async function evaluateKnownItems(context: CliContext, run: Run): Promise<void> {
  const { next: random } = createSeededRandom(run.seed);
  const items = sampleItems(run.index, { count: run.known, random });
  const groups: Group[] = [];
  for (const from of LOCALES) {
    const sentences = items.map((known) => remember(known, from));
    const vectors = await embedQueries(run, sentences);
    for (const into of [...LOCALES, undefined]) {
      const judged = items.map((known, row) =>
        judgeKnownItem(run.index, {
          ...known,
          terms: new Set(segment(sentences[row] ?? '')),
          vector: vectors(row),
          into,
        }),
      );
      groups.push({ name: `${from} sentence, ${into ?? 'both'} texts`, judged });
    }
  }
  context.print(`\n${items.length} items, looked for by their first sentence`);
  printLanes(context, groups, KNOWN_ITEM_MEASURES);
  if (run.trec !== undefined) await writeTrec(path.join(run.trec, 'known-items'), groups);
}

function remember({ item }: KnownItem, locale: Locale): string {
  return firstSentence(item.text[locale], locale);
}

async function embedQueries({ embedding }: Run, texts: readonly string[]) {
  const rows = await embedding?.embedTexts(texts, { kind: 'query', title: 'Embedding the questions' });
  return (row: number) => rows && rowVector(rows, row);
}
