// The exact vector search beside the plain loop: the best of 100,000 and of a million vectors, the same ones in the same
// order. Vectors are made from the seed and lie as those of embedding models do; no model and no pack is involved.

import { createSeededRandom, type SeededRandom } from '../src/kernel/seeded-random.ts';
import { normalize } from '../src/kernel/vector.ts';
import { NOT_ALLOWED, scoreDense, type VectorTable } from '../src/search/dense.ts';
import { topItems } from '../src/search/fuse.ts';
import { sharpen } from '../src/search/scan/sharpen.ts';
import { VectorScan } from '../src/search/scan/vector-scan.ts';
import type { BenchContext, Figure, Outcome } from './harness/bench.ts';
import { createLatency, type Latency } from './harness/latency.ts';

const DIMENSION = 384;
/** As deep as fusion looks into a lane. */
const DEPTH = 100;
const SIZES = [
  { rows: { full: 100_000, quick: 100_000, smoke: 4_000 }, queries: { full: 300, quick: 60, smoke: 6 }, goalMs: 5 },
  { rows: { full: 1_000_000, quick: 200_000, smoke: 8_000 }, queries: { full: 60, quick: 30, smoke: 6 }, goalMs: 40 },
] as const;
/** Queries that warm the JIT and the memory; their times do not count. */
const WARM_UP = 5;
const TOPICS = 200;
/** Of the direction that all rows share, and of a topic's, against 1 for a row's own chance. */
const COMMON_SHARE = 0.8;
const TOPIC_SHARE = 0.5;
/** Chances that rows share, each from another place on: a number of its own for each of 400 million would take long. */
const CHANCES = 2 ** 20;
/** How far a question lies from the row that it is about. */
const QUERY_NOISE = 0.8;

const WAYS = ['codes, then exact', 'all exact, WASM', 'all exact, plain loop'] as const;
type Way = (typeof WAYS)[number];

export async function run(context: BenchContext): Promise<Outcome> {
  const runs = SIZES.map(({ rows, queries, goalMs }) =>
    measureSize(context, { rows: context.pick(rows), queries: context.pick(queries), goalMs }),
  );
  return {
    tables: [
      {
        title: `the best ${DEPTH} by exact cosine, ${DIMENSION} dimensions, one thread (ms)`,
        columns: ['vectors', 'way', 'p50', 'p95', 'p99', 'recall', 'n'],
        rows: runs.flatMap(toRows),
      },
    ],
    figures: runs.flatMap(toFigures),
    notes: runs.map(
      ({ rows, encodeMs, exactRows }) =>
        `${rows} vectors: codes made in ${Math.round(encodeMs)} ms; a search reads ${Math.round(exactRows)} of them exactly`,
    ),
  };
}

type SizeRun = {
  readonly rows: number;
  readonly goalMs: number;
  readonly latencies: ReadonlyMap<Way, Latency>;
  /** Share of the plain loop's items that were found. */
  readonly recalls: ReadonlyMap<Way, number>;
  readonly encodeMs: number;
  /** On average, by the search over codes. */
  readonly exactRows: number;
};

/** The ways take turns on each query, so that a busy machine is busy for all of them. */
function measureSize(
  context: BenchContext,
  { rows, queries, goalMs }: { rows: number; queries: number; goalMs: number },
): SizeRun {
  context.say(`${rows} vectors`);
  const random = createSeededRandom(context.seed);
  const scan = VectorScan.allocate({ rows, dimension: DIMENSION, hasCodes: true });
  if (!scan) throw new Error('Found no SIMD for WebAssembly, expected a processor that has it');
  fillVectors(scan.vectors, random);
  const startedAt = performance.now();
  scan.encode();
  const encodeMs = performance.now() - startedAt;
  const searches = createSearches(scan);
  const latencies = new Map(WAYS.map((way) => [way, createLatency()]));
  const found = new Map<Way, number>();
  for (let query = -WARM_UP; query < queries; query++) {
    const vector = createQuery(scan.vectors, random);
    // The arrays of earlier searches and sizes would pile up to gigabytes.
    Bun.gc(true);
    const results = WAYS.map((way) => {
      const before = performance.now();
      const items = searches.run(way, vector);
      if (query >= 0) latencies.get(way)?.record(performance.now() - before);
      return { way, items };
    });
    const best = new Set(results.at(-1)?.items);
    for (const { way, items } of query < 0 ? [] : results)
      found.set(way, (found.get(way) ?? 0) + items.filter((item) => best.has(item)).length);
  }
  const recalls = new Map(WAYS.map((way) => [way, (found.get(way) ?? 0) / (queries * Math.min(DEPTH, rows))]));
  return { rows, goalMs, latencies, recalls, encodeMs, exactRows: searches.exactRows() / (queries + WARM_UP) };
}

/** What the dense lane does in a large and in a small index, and without SIMD. */
function createSearches(scan: VectorScan): { run(way: Way, vector: Float32Array): number[]; exactRows(): number } {
  const allowed = new Uint8Array(scan.vectors.length / DIMENSION).fill(1);
  const table: VectorTable = { vectors: scan.vectors, dimension: DIMENSION };
  let exactRows = 0;
  const score = (way: Way, vector: Float32Array): Float32Array => {
    if (way === 'all exact, plain loop') return scoreDense({ ...table, firstRow: 0 }, { vector, allowed });
    const bounds = way === 'all exact, WASM' ? undefined : scan.bound({ vector, firstRow: 0, allowed });
    if (!bounds) return scoreDense({ ...table, firstRow: 0, scan }, { vector, allowed });
    sharpen(bounds, {
      depth: DEPTH,
      score(items) {
        exactRows += items.length;
        return scan.scoreRows(vector, items);
      },
    });
    return bounds;
  };
  return {
    run: (way, vector) => topItems(score(way, vector), { depth: DEPTH, floor: NOT_ALLOWED }),
    exactRows: () => exactRows,
  };
}

/** Topics around one direction that all share, and rows around the topics. */
function fillVectors(vectors: Float32Array, random: SeededRandom): void {
  const common = Float32Array.from({ length: DIMENSION }, () => COMMON_SHARE * (random.next() - 0.5));
  const topics = Array.from({ length: TOPICS }, () => common.map((x) => x + TOPIC_SHARE * (random.next() - 0.5)));
  const chances = Float32Array.from({ length: CHANCES + DIMENSION }, () => random.next() - 0.5);
  for (let at = 0; at < vectors.length; at += DIMENSION) {
    const topic = topics[random.below(TOPICS)] ?? common;
    const place = random.below(CHANCES);
    for (let i = 0; i < DIMENSION; i++) vectors[at + i] = (topic[i] ?? 0) + (chances[place + i] ?? 0);
    normalize(vectors.subarray(at, at + DIMENSION));
  }
}

function createQuery(vectors: Float32Array, random: SeededRandom): Float32Array {
  const at = random.below(vectors.length / DIMENSION) * DIMENSION;
  const spread = QUERY_NOISE / Math.sqrt(DIMENSION / 12);
  return normalize(vectors.slice(at, at + DIMENSION).map((x) => x + spread * (random.next() - 0.5)));
}

function toRows({ rows, latencies, recalls }: SizeRun): (string | number)[][] {
  return [...latencies].map(([way, latency]) => {
    const { p50Ms, p95Ms, p99Ms, count } = latency.summary();
    return [String(rows), way, p50Ms, p95Ms, p99Ms, recalls.get(way) ?? Number.NaN, count];
  });
}

function toFigures({ rows, goalMs, latencies, recalls }: SizeRun): Figure[] {
  const p50 = (way: Way): number => latencies.get(way)?.summary().p50Ms ?? Number.NaN;
  const [ours, , plain] = WAYS;
  const recall = recalls.get(ours) ?? Number.NaN;
  return [
    {
      name: `exact search, ${rows} vectors, p95`,
      value: latencies.get(ours)?.summary().p95Ms ?? Number.NaN,
      unit: 'ms',
      better: 'lower',
      goal: goalMs,
      shown: `exact search of ${rows.toLocaleString('en')} vectors of ${DIMENSION} dimensions (recall ${recall}), p95`,
    },
    {
      name: `recall, ${rows} vectors`,
      value: recall,
      unit: 'of 1',
      better: 'higher',
      goal: 1,
    },
    {
      name: `plain loop / exact search, ${rows} vectors, p50`,
      value: p50(plain) / p50(ours),
      unit: 'x',
      better: 'higher',
    },
  ];
}
