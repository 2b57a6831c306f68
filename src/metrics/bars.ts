// From the stage timings that travel with an answer to the bars of a timeline. Guesses nothing but the kind of a bar.

import type { Bar } from '../kernel/events.ts';

/** A stage timing as `src/prefetch` gives it, with what it knows of start, kind and status. */
export type TimedStage = {
  readonly stage: string;
  readonly durationMs: number;
  readonly startMs?: number | undefined;
  readonly kind?: Bar['kind'] | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
};

/** The whole request is the timeline itself, not a bar in it. */
const WHOLE = 'total';

export function toBars(stages: readonly TimedStage[]): Bar[] {
  return stages
    .filter(({ stage }) => stage !== WHOLE)
    .map(({ stage, durationMs, startMs = 0, kind, status, reason }) => ({
      name: stage,
      kind: kind ?? (stage === 'queue' || stage === 'inference' ? stage : 'stage'),
      startMs,
      durationMs,
      ...(status === undefined ? {} : { status }),
      ...(reason === undefined ? {} : { reason }),
    }));
}
