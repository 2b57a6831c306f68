// The try-it panel's part of the state: what was filled in, the request it makes, and what came back.

import type { Locale } from './preferences.ts';

export type AnswerItem = {
  readonly id: string;
  readonly text: string;
  readonly score: number;
  readonly facts?: readonly string[];
  readonly fact_labels?: readonly string[];
  readonly citation?: { readonly author: string; readonly work: string; readonly section: string };
  readonly name?: string;
  readonly group?: string;
  readonly concept?: string;
  readonly path?: readonly string[];
  readonly tokens?: number;
  readonly ref?: number;
};

export type AnswerSource = {
  readonly status: string;
  readonly reason?: string;
  readonly took_ms: number;
  readonly items: readonly AnswerItem[];
};

export type Answer = {
  readonly sources: Readonly<Record<string, AnswerSource>>;
  readonly context: string;
  readonly context_tokens: number;
  readonly degraded: boolean;
  readonly prefetch_time_ms: number;
  readonly cache_hit: boolean;
  readonly warnings: readonly string[];
  readonly request_id: string;
};

export type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  | { readonly kind: 'answered'; readonly answer: Answer; readonly budget: number }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'unreachable' };

export type Sample = { readonly summary: string; readonly value: Readonly<Record<string, unknown>> };

export type Attempt = {
  readonly samples: Readonly<Record<string, Sample>>;
  /** Name of the sample; empty once its chart was edited. */
  readonly sample: string;
  readonly chart: string;
  readonly question: string;
  readonly theme: string;
  readonly locale: Locale;
  readonly budget: number;
  readonly isBypassing: boolean;
  readonly outcome: Outcome;
};

export const DEFAULT_BUDGET = 3000;

export const EMPTY_ATTEMPT: Attempt = {
  samples: {},
  sample: '',
  chart: '{}',
  question: '',
  theme: 'chat',
  locale: 'en',
  budget: DEFAULT_BUDGET,
  isBypassing: false,
  outcome: { kind: 'none' },
};

/** Fields of a request that have a control of their own; the rest of a sample is its chart. */
const CONTROLLED: ReadonlySet<string> = new Set(['question', 'theme', 'locale', 'explain', 'token_budget', 'cache']);

export function fillFrom(sample: Sample, name: string): Partial<Attempt> {
  const { value } = sample;
  const chart = Object.fromEntries(Object.entries(value).filter(([field]) => !CONTROLLED.has(field)));
  return {
    sample: name,
    chart: JSON.stringify(chart, undefined, 2),
    question: typeof value.question === 'string' ? value.question : '',
    theme: typeof value.theme === 'string' ? value.theme : 'chat',
    locale: value.locale === 'ko' ? 'ko' : 'en',
  };
}

export type ReadChart = { readonly chart: Record<string, unknown> } | { readonly fault: string | undefined };

/** A fault without a text: JSON, but not an object. */
export function readChart(text: string): ReadChart {
  try {
    const chart: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    const isObject = typeof chart === 'object' && chart !== null && !Array.isArray(chart);
    return isObject ? { chart: { ...chart } } : { fault: undefined };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/** The body of `POST /v1/prefetch`; undefined while the chart is no JSON object. */
export function toBody(attempt: Attempt): Record<string, unknown> | undefined {
  const read = readChart(attempt.chart);
  if (!('chart' in read)) return undefined;
  const { question, theme, locale, budget, isBypassing } = attempt;
  return {
    ...read.chart,
    theme,
    locale,
    ...(question.trim() === '' ? {} : { question: question.trim() }),
    ...(budget === DEFAULT_BUDGET ? {} : { token_budget: budget }),
    ...(isBypassing ? { cache: 'bypass' } : {}),
    explain: true,
  };
}
