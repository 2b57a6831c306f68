// What the numbers of `old-design` say: a table in which every row is held against the old pool, and the figures with goals.
// It measures nothing.

import type { Cell, Figure, Table } from './bench.ts';
import type { Contender, Role } from './contenders.ts';
import type { PeerBackend } from './peer.ts';

export type Measured = {
  readonly contender: Pick<Contender, 'role' | 'name' | 'engine' | 'kind' | 'path'>;
  readonly atOnce: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly perSecond: number;
  /** CPU time of all its processes for one request: what is left of a ratio when nobody waits. Undefined where unknown. */
  readonly cpuMs: number | undefined;
};

/** Means by kind of request: of the six texts with and without a question, and of the question alone. */
export type Tokens = { readonly asked: number; readonly silent: number; readonly question: number };

type Ratios = { readonly faster: number; readonly more: number; readonly lighter: number };

export function toTable(
  measured: readonly Measured[],
  { backend, model, tokens }: { backend: PeerBackend; model: string; tokens: Tokens },
): Table {
  const show = (ratio: number): string => (Number.isFinite(ratio) ? `${ratio.toPrecision(3)} x` : '-');
  return {
    title: `${backend}: ${model} on both sides, closed loop over HTTP (ms); ratios to the old pool at the better of its thread settings`,
    columns: [
      'design',
      'runs x threads',
      'texts x tokens',
      'at once',
      'requests/s',
      'p50',
      'p95',
      'CPU',
      'faster',
      'more',
      'less CPU',
    ],
    rows: measured.map((one): Cell[] => {
      const { contender, atOnce, perSecond, p50Ms, p95Ms, cpuMs } = one;
      const { faster, more, lighter } = compareToPool(one, measured);
      const head = [contender.name, contender.engine, describeTexts(contender, tokens), atOnce];
      return [...head, perSecond, p50Ms, p95Ms, cpuMs ?? '-', show(faster), show(more), show(lighter)];
    }),
  };
}

function describeTexts({ kind, path }: Measured['contender'], { asked, silent, question }: Tokens): string {
  if (path !== undefined) return `6 x ${kind === 'chart' ? silent : asked}`;
  return kind === 'chart' ? 'none' : `1 x ${question}`;
}

/** Against the same requests to the old pool, each number under the threads that serve it best. */
export function compareToPool(one: Measured, measured: readonly Measured[]): Ratios {
  const pools = measured.filter(
    ({ contender, atOnce }) =>
      contender.role === 'pool' && contender.kind === one.contender.kind && atOnce === one.atOnce,
  );
  return {
    faster: Math.min(...pools.map(({ p50Ms }) => p50Ms)) / one.p50Ms,
    more: one.perSecond / Math.max(...pools.map(({ perSecond }) => perSecond)),
    lighter: Math.min(...pools.map(({ cpuMs = Number.NaN }) => cpuMs)) / (one.cpuMs ?? Number.NaN),
  };
}

/** The README has one row for both lanes, so that neither is told without the other. */
export function toFigures(measured: readonly Measured[], backend: PeerBackend): Figure[] {
  const old = `the old design on ${backend === 'onnx' ? 'ONNX Runtime with the same weights' : 'torch'}`;
  const ratio = (role: Role, kind: Contender['kind'], atOnce: number): Ratios | undefined => {
    const one = measured.find(
      (row) => row.contender.role === role && row.contender.kind === kind && row.atOnce === atOnce,
    );
    return one && compareToPool(one, measured);
  };
  const figure = (name: string, value: number | undefined, rest: Partial<Figure> = {}): Figure[] =>
    value === undefined || Number.isNaN(value)
      ? []
      : [{ name: `${backend}: ${name}`, value, unit: 'x', better: 'higher', ...rest }];
  const asked = (role: Role, atOnce: number) => ratio(role, 'new-question', atOnce);
  const native = asked('native', 1);
  const both = native ? `WASM; ${native.faster.toPrecision(3)} x on the native lane` : 'WASM';
  return [
    ...figure('old pool against its own sequential form', inverse(asked('sequential', 1)?.faster)),
    ...figure('Quintet (WASM), new question, against the old pool', asked('wasm', 1)?.faster, {
      goal: 10,
      shown: `Quintet (${both}) with a new question, against ${old}`,
    }),
    ...figure('Quintet (native), new question, against the old pool', native?.faster, { goal: 10 }),
    ...figure(
      'Quintet (native, all cores a run), new question, against the old pool',
      asked('native-threads', 1)?.faster,
      {
        goal: 10,
      },
    ),
    ...figure('Quintet (WASM), 4 new questions at once, requests/s', asked('wasm', 4)?.more),
    ...figure('Quintet (native), 4 new questions at once, requests/s', asked('native', 4)?.more),
    ...figure('Quintet (WASM), new question, CPU time of a request', asked('wasm', 1)?.lighter),
    ...figure('Quintet (native), new question, CPU time of a request', asked('native', 1)?.lighter),
    ...figure('Quintet, no question, against the old pool without one', ratio('wasm', 'chart', 1)?.faster, {
      goal: 300,
      shown: `Quintet without a question, against ${old} without one`,
    }),
    ...figure('Quintet, 4 at once without a question, requests/s', ratio('wasm', 'chart', 4)?.more),
  ];
}

function inverse(value: number | undefined): number | undefined {
  return value === undefined ? undefined : 1 / value;
}
