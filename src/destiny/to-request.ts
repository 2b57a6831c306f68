// Turns a validated body into the request of a prefetch: charts to facts, names to themes and sources, defaults filled.

import { ServiceError } from '../kernel/errors.ts';
import { createFactSet, type FactSet } from '../kernel/facts.ts';
import type { Locale } from '../kernel/locale.ts';
import { flattenFacts } from '../prefetch/flatten-facts.ts';
import type { PrefetchRequest } from '../prefetch/types.ts';
import type { PackIndex } from '../search/pack-index.ts';
import { deriveFacts } from './facts.ts';
import { DEADLINE_MS, type PrefetchBody, prefetchBody, TOKEN_BUDGET } from './prefetch-schema.ts';

const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(prefetchBody.shape));
const DEFAULT_THEME = 'chat';

export type RequestContext = {
  readonly index: PackIndex;
  /** The `Accept-Language` header of the call. */
  readonly acceptLanguage: string | undefined;
};

export type ReadRequest = { readonly request: PrefetchRequest; readonly warnings: readonly string[] };

/** Throws `invalid_request` with the pointer of the field at fault. */
export function toPrefetchRequest(body: PrefetchBody, { index, acceptLanguage }: RequestContext): ReadRequest {
  const warnings = Object.keys(body)
    .filter((field) => !KNOWN_FIELDS.has(field))
    .slice(0, 20)
    .map((field) => `${field.slice(0, 64)}: unknown field, ignored`);
  const question = body.question?.normalize('NFC').trim() || undefined;
  const facts = readFacts(body, { index, warnings });
  if (facts.size === 0 && question === undefined && !carriesSomething(body))
    throw new ServiceError(
      'invalid_request',
      'Found nothing to go by, expected at least one of saju, astro, facts and question',
      { pointer: '' },
    );
  const request: PrefetchRequest = {
    facts,
    theme: readTheme(body, { index, warnings }),
    locale: readLocale(body, { acceptLanguage, warnings }),
    question,
    sources: readSources(body, index),
    limits: readLimits(body, index),
    deadlineMs: body.deadline_ms ?? DEADLINE_MS.default,
    tokenBudget: Math.floor(body.token_budget ?? TOKEN_BUDGET.default),
  };
  return { request, warnings };
}

type Reading = { index: PackIndex; warnings: string[] };

function readFacts(body: PrefetchBody, { index, warnings }: Reading): FactSet {
  const stated = body.facts ? flattenFacts(body.facts) : [];
  if (index.pack.vocabulary === 'open') return createFactSet(stated);
  const derived = deriveFacts({ saju: body.saju, astro: body.astro, facts: stated });
  warnings.push(...derived.warnings);
  return derived.facts;
}

/** A chart that is there but says nothing is answered (with empty parts and warnings), an empty call is a mistake. */
function carriesSomething({ saju, astro }: PrefetchBody): boolean {
  return [saju, astro].some((chart) => chart !== null && chart !== undefined && Object.keys(chart).length > 0);
}

function readTheme(body: PrefetchBody, { index, warnings }: Reading): PrefetchRequest['theme'] {
  const name = (body.theme ?? DEFAULT_THEME).trim().toLowerCase();
  const found = index.theme(name);
  if (found) return found;
  const fallback = index.theme(index.pack.fallbackTheme);
  if (!fallback) throw new ServiceError('bad_pack', `The pack has no theme "${index.pack.fallbackTheme}"`);
  if (body.theme) warnings.push(`theme: "${name.slice(0, 64)}" is unknown, read as "${fallback.name}"`);
  return fallback;
}

function readLocale(
  body: PrefetchBody,
  { acceptLanguage, warnings }: { acceptLanguage: string | undefined; warnings: string[] },
): Locale {
  const wanted = body.locale?.trim().toLowerCase().split(/[-_]/)[0];
  if (wanted) {
    if (wanted === 'ko' || wanted === 'en') return wanted;
    warnings.push(`locale: "${wanted.slice(0, 35)}" is not served, answered in "en"`);
    return 'en';
  }
  for (const range of (acceptLanguage ?? '').split(',')) {
    const language = range.trim().toLowerCase().split(/[-;]/)[0];
    if (language === 'ko' || language === 'en') return language;
  }
  return 'ko';
}

function readSources(body: PrefetchBody, index: PackIndex): ReadonlySet<string> | undefined {
  if (!body.sources) return undefined;
  for (const [place, name] of body.sources.entries()) requireSource(name, { index, pointer: `/sources/${place}` });
  return new Set(body.sources);
}

function readLimits(body: PrefetchBody, index: PackIndex): Map<string, number> {
  const limits = new Map<string, number>();
  for (const [name, limit] of Object.entries(body.limits ?? {})) {
    const pointer = `/limits/${name}`;
    const bound = requireSource(name, { index, pointer }).limit;
    if (limit > bound)
      throw new ServiceError('invalid_request', `Found ${limit} at "${pointer}", expected 0 to ${bound}`, { pointer });
    limits.set(name, limit);
  }
  return limits;
}

function requireSource(name: string, { index, pointer }: { index: PackIndex; pointer: string }): { limit: number } {
  const found = index.pack.sources.get(name);
  if (found) return found;
  const known = [...index.pack.sources.keys()].join(', ');
  throw new ServiceError('invalid_request', `Found an unknown source at "${pointer}", expected one of ${known}`, {
    pointer,
  });
}
