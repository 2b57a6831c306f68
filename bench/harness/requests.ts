// The bodies that benches send: made from a kind, a seed and a count, the same in every process. It sends nothing.

import { randomChart } from '../../src/destiny/random-chart.ts';
import { SAMPLE_CHARTS } from '../../src/destiny/samples.ts';
import type { Locale } from '../../src/kernel/locale.ts';
import { type AskedQuestion, readQuestions, varyQuestion } from './questions.ts';

/** - `chart`: distinct charts, no question, result cache bypassed.
 *  - `repeated-chart`: one chart again and again; a result-cache hit after the first.
 *  - `new-question`: a question that was never asked, result cache bypassed.
 *  - `known-question`: 50 questions in turn under distinct charts, bypassed: the vector is cached, the answer is not.
 *  - `repeated-question`: one question and chart again and again; a result-cache hit after the first.
 *  - `new-text`, `known-text`: one text to the OpenAI route, as a query; never embedded before, or one of 50. */
export const REQUEST_KINDS = [
  'chart',
  'repeated-chart',
  'new-question',
  'known-question',
  'repeated-question',
  'new-text',
  'known-text',
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export type RequestSpec = {
  readonly kind: RequestKind;
  readonly seed: number;
  readonly count: number;
  readonly deadlineMs?: number;
  /** Only in this language; both in turn where it is not given. */
  readonly locale?: Locale;
};
export type Requests = { readonly path: string; readonly bodies: readonly string[] };

const KNOWN = 50;
/** Seeds of different runs must not share questions. */
const SEED_STRIDE = 20_011;

export async function createRequests(spec: RequestSpec, { root }: { root: string }): Promise<Requests> {
  const questions = (await readQuestions(root)).filter(
    ({ locale }) => spec.locale === undefined || locale === spec.locale,
  );
  const isText = spec.kind.endsWith('-text');
  const bodies = Array.from({ length: spec.count }, (_, at) => JSON.stringify(toBody(spec, { at, questions })));
  return { path: isText ? '/v1/embeddings' : '/v1/prefetch', bodies };
}

type At = { at: number; questions: readonly AskedQuestion[] };

function toBody({ kind, seed, deadlineMs }: RequestSpec, { at, questions }: At): object {
  const place = seed * SEED_STRIDE + at;
  const deadline = deadlineMs === undefined ? {} : { deadline_ms: deadlineMs };
  const asked = varyQuestion(questions, place);
  const known = varyQuestion(questions, seed * SEED_STRIDE + (at % KNOWN));
  const plain = { ...randomChart(place), theme: asked.theme, locale: asked.locale, ...deadline };
  switch (kind) {
    case 'chart':
      return { ...plain, cache: 'bypass' };
    case 'repeated-chart':
      return { ...SAMPLE_CHARTS.ko, theme: 'career', locale: 'ko', ...deadline };
    case 'new-question':
      return { ...plain, question: asked.text, cache: 'bypass' };
    case 'known-question':
      return { ...plain, theme: known.theme, locale: known.locale, question: known.text, cache: 'bypass' };
    case 'repeated-question':
      return {
        ...SAMPLE_CHARTS.en,
        theme: 'career',
        locale: 'en',
        question: 'Should I change my job?',
        ...deadline,
      };
    case 'new-text':
      return { input: asked.text, input_type: 'query' };
    case 'known-text':
      return { input: known.text, input_type: 'query' };
  }
}
