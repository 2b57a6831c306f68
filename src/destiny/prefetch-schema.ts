// The body of a prefetch and of its answer, as the schemas that validate and that the OpenAPI document shows.
import { z } from 'zod';
import { REASONS, STATUSES } from '../prefetch/types.ts';
import { astroSchema } from './astro/schema.ts';
import { birthSchema } from './birth-schema.ts';
import { sajuSchema } from './saju/schema.ts';

const MAX_QUESTION_CHARS = 2000;
export const DEADLINE_MS = { min: 10, max: 30_000, default: 1000 } as const;
export const TOKEN_BUDGET = { min: 100, max: 32_000, default: 3000 } as const;
const MAX_NAMES = 32;

const theme = z.string().max(64).describe('What the user is concerned with; an unknown one is read as `life`');
const locale = z.string().max(35).describe('`ko` or `en`; any other falls back to `en`');

export const prefetchBody = z
  .looseObject({
    saju: sajuSchema.nullish(),
    astro: astroSchema.nullish(),
    facts: z
      .record(z.string().max(128), z.unknown())
      .nullish()
      .describe('Facts of a pack without charts: a nested object'),
    theme: theme.nullish(),
    locale: locale.nullish(),
    question: z.string().max(MAX_QUESTION_CHARS).nullish().describe('What the user asks, in any words'),
    sources: z.array(z.string().max(64)).max(MAX_NAMES).nullish().describe('Sources to ask; all by default'),
    limits: z.record(z.string().max(64), z.int().min(0)).nullish().describe('Most items by source, 0 to its own bound'),
    deadline_ms: z.number().min(DEADLINE_MS.min).max(DEADLINE_MS.max).nullish(),
    token_budget: z.number().min(TOKEN_BUDGET.min).max(TOKEN_BUDGET.max).nullish().describe('In o200k_base tokens'),
    explain: z.boolean().nullish().describe('Adds ranks, paths, matched facts and tokens to every item'),
    cache: z.enum(['default', 'bypass', 'refresh']).nullish(),
  })
  .describe('At least one of saju, astro, facts and question must carry something');
export type PrefetchBody = z.infer<typeof prefetchBody>;

export const initBody = z.looseObject({
  saju: sajuSchema.nullish(),
  astro: astroSchema.nullish(),
  theme: theme.nullish(),
  locale: locale.nullish(),
  birth: birthSchema.nullish(),
});

const citation = z.object({ author: z.string(), work: z.string(), section: z.string(), passage: z.string() });

const item = z.object({
  id: z.string(),
  text: z.string(),
  score: z.number(),
  facts: z.array(z.string()).optional().describe('The true facts for which it was chosen'),
  citation: citation.optional(),
  rank: z.int().optional(),
  name: z.string().optional(),
  group: z.string().optional(),
  concept: z.string().optional(),
  path: z.array(z.string()).optional().describe('How the graph came there'),
  tokens: z.int().optional(),
  fact_labels: z.array(z.string()).optional().describe('The same facts in the words of the language'),
  ref: z.int().optional().describe('The number under which `context` cites it'),
});

const sourceResult = z.object({
  status: z.enum(STATUSES),
  reason: z.enum(REASONS).optional(),
  took_ms: z.number(),
  items: z.array(item),
});

export const prefetchAnswer = z.object({
  graph_nodes: z.array(z.string()),
  graph_context: z.string(),
  graph_rules: z.array(z.string()),
  corpus_quotes: z.array(
    z.object({ text_ko: z.string(), text_en: z.string(), source: z.string(), concept: z.string(), score: z.number() }),
  ),
  persona_context: z.object({ jung: z.array(z.string()), stoic: z.array(z.string()) }),
  domain_knowledge: z.array(z.object({ text: z.string(), score: z.number(), domain: z.string() })),
  cross_analysis: z.string().describe('Markdown, at most eight insights'),
  context: z.string().describe('Markdown ready for a prompt, within the token budget, with [n] citations'),
  context_tokens: z.int(),
  context_id: z.string().describe('Hash of the content'),
  degraded: z.boolean().describe('True exactly when a requested source is partial, timed out, failed or unavailable'),
  sources: z.record(z.string(), sourceResult),
  pack: z.object({ name: z.string(), version: z.string(), content: z.string() }),
  model: z.string(),
  prefetch_time_ms: z.number(),
  cache_hit: z.boolean(),
  warnings: z.array(z.string()),
  request_id: z.string(),
});
/** The part of an answer that is the same whenever the same is asked; the rest is written per request. */
export type StableAnswer = Omit<
  z.infer<typeof prefetchAnswer>,
  'prefetch_time_ms' | 'cache_hit' | 'warnings' | 'request_id'
>;
