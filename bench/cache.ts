// What caches are worth: vectors by workers, model and tier; whole answers against a bare Hono route with the same bytes; and
// whether a user's question waits behind bulk ingestion. Redis is measured where a redis-server is installed.

import type { BenchContext, Figure, Outcome } from './harness/bench.ts';
import { measureAnswers } from './harness/cached-answers.ts';
import { measureLanes } from './harness/lanes.ts';
import { measureTexts, type TextRow } from './harness/texts.ts';

export async function run(context: BenchContext): Promise<Outcome> {
  const texts = await measureTexts(context);
  const answers = await measureAnswers(context);
  const lanes = await measureLanes(context);
  return {
    tables: [toTextTable(texts), answers.table, lanes.table],
    figures: [...textFigures(texts), ...answers.figures, ...lanes.figures],
    notes: [...answers.notes, ...lanes.notes],
  };
}

function toTextTable(rows: readonly TextRow[]) {
  return {
    title: 'texts to vectors in the process, 32 callers at once (ms)',
    columns: ['model', 'workers', 'tier', 'texts/s', 'p50', 'p95', 'p99'],
    rows: rows.map(({ model, workers, tier, perSecond, latency }) => {
      const { p50Ms, p95Ms, p99Ms } = latency.summary();
      return [model, workers, tier, perSecond, p50Ms, p95Ms, p99Ms];
    }),
  };
}

function textFigures(rows: readonly TextRow[]): Figure[] {
  return rows.map(({ model, workers, tier, perSecond }) => ({
    name: `texts, ${model}, ${workers} workers, ${tier}`,
    value: perSecond,
    unit: 'texts/s',
    better: 'higher',
  }));
}
