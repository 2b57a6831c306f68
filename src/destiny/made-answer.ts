// An answer between prefetch and sender: how its stable part is stored and read again, and what is added when it is sent.

import type { Clock } from '../kernel/clock.ts';
import type { StageTiming } from '../prefetch/types.ts';
import type { AnswerJson } from './answer-json.ts';

export type Responded = {
  readonly isHit: boolean;
  /**
   * Writes the answer. To be called once, when it is sent: a copy of 40 KB for every answer would cost as much as a third
   * of writing it.
   */
  write(): WrittenAnswer;
};

export type WrittenAnswer = {
  /** The whole answer in UTF-8: a view that is true until the next answer is written, so until anything is awaited. */
  readonly json: Uint8Array<ArrayBuffer>;
  readonly tookMs: number;
  readonly stages: readonly StageTiming[];
};

type Telling = {
  json: AnswerJson;
  clock: Clock;
  startedAt: number;
  requestId: string;
  /** Of the request; those of the prefetch come with what it made. */
  warnings: readonly string[];
  isHit: boolean;
  factsMs: number;
  startMs: number;
};

export function toResponded(made: MadeAnswer, telling: Telling): Responded {
  const { json, clock, startedAt, requestId, warnings, isHit, factsMs, startMs } = telling;
  return {
    isHit,
    write() {
      json.clear();
      made.writeStable();
      const tookMs = clock.now() - startedAt;
      json.literal(',');
      json.members({
        prefetch_time_ms: Math.round(tookMs * 1000) / 1000,
        cache_hit: isHit,
        warnings: [...warnings, ...made.warnings],
        request_id: requestId,
      });
      json.literal('}');
      return { json: json.view(), tookMs, stages: placeStages(made.stages, { factsMs, startMs, tookMs }) };
    },
  };
}

export type MadeAnswer = {
  /** Writes the stable part, without its last brace. */
  writeStable(): void;
  warnings: readonly string[];
  isStorable: boolean;
  stages: readonly StageTiming[];
};

/** The stable part as text, without its last brace. */
export function readStable({ writeStable }: MadeAnswer, json: AnswerJson): string {
  json.clear();
  writeStable();
  return new TextDecoder().decode(json.view());
}

/** A stored answer is two lines of JSON: the stable part, and the warnings that belong to it. */
export function toStored(stable: string, warnings: readonly string[]): string {
  return `${stable}}\n${JSON.stringify(warnings)}`;
}

export function parseStored(text: string, write: (stable: string) => void): MadeAnswer {
  const end = text.lastIndexOf('\n');
  const warnings: unknown = JSON.parse(text.slice(end + 1));
  const isList = Array.isArray(warnings) && warnings.every((warning) => typeof warning === 'string');
  const writeStable = (): void => write(text.slice(0, end - 1));
  return { writeStable, warnings: isList ? warnings : [], isStorable: false, stages: [] };
}

/** A prefetch counts from its own beginning, an answer from the request's. */
function placeStages(
  stages: readonly StageTiming[],
  { factsMs, startMs, tookMs }: { factsMs: number; startMs: number; tookMs: number },
): StageTiming[] {
  return [
    { stage: 'facts', kind: 'stage', startMs: 0, durationMs: factsMs },
    ...stages.map((stage) => ({ ...stage, startMs: stage.startMs + startMs })),
    { stage: 'total', kind: 'stage', startMs: 0, durationMs: tookMs },
  ];
}
