// The input of the destiny pack as plain zod schemas, and how a fault in it is told: a JSON pointer and what was expected.
import { z } from 'zod';
import { ServiceError } from '../kernel/errors.ts';
import { astroSchema } from './astro/schema.ts';
import { birthSchema } from './birth-schema.ts';
import { sajuSchema } from './saju/schema.ts';

/** Charts may be absent or null; unknown fields beside them are left to the caller. */
export const chartSchema = z.looseObject({
  saju: sajuSchema.nullish(),
  astro: astroSchema.nullish(),
  birth: birthSchema.nullish(),
});

export type ChartInput = z.infer<typeof chartSchema>;
export type ChartFault = { pointer: string; expected: string };
type Issue = z.core.$ZodIssue;

/** Checks a chart that does not come through an HTTP route. Throws `invalid_request` with the pointer of the first fault. */
export function parseChart(input: unknown): ChartInput {
  const parsed = chartSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const { pointer, expected } = issue === undefined ? { pointer: '', expected: 'a chart' } : describeIssue(issue);
  throw new ServiceError('invalid_request', `Expected ${expected} at "${pointer}"`, { pointer });
}

/** A JSON pointer (RFC 6901) such as `/saju/dayPillar/heavenlyStem`. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The place and the expectation of a zod issue; of a union, the branch that got furthest into the value speaks. */
export function describeIssue(issue: Issue): ChartFault {
  const deepest = findDeepest(issue, issue.path);
  return { pointer: toPointer(deepest.path), expected: deepest.expected };
}

type Found = { path: readonly PropertyKey[]; expected: string };

function findDeepest(issue: Issue, path: readonly PropertyKey[]): Found {
  if (issue.code !== 'invalid_union') return { path, expected: describeExpectation(issue) };
  const branches = issue.errors.flatMap((branch) =>
    branch.slice(0, 1).map((inner) => findDeepest(inner, [...path, ...inner.path])),
  );
  const deeper = branches.filter((found) => found.path.length > path.length);
  const furthest = deeper.sort((a, b) => b.path.length - a.path.length)[0];
  if (furthest !== undefined) return furthest;
  const expected = [...new Set(branches.map((found) => found.expected))].join(' or ');
  return { path, expected: expected === '' ? 'another type' : expected };
}

// Names of JSON types as a reader says them.
const NOUNS: Readonly<Record<string, string>> = { array: 'an array', object: 'an object', int: 'a whole number' };

function describeExpectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return NOUNS[issue.expected] ?? `a ${issue.expected}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === 'too_small') return `at least ${issue.minimum}${unitOf(issue.origin)}`;
  return issue.code === 'invalid_format' ? `a text in the format ${issue.format}` : 'another value';
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}
