// Flattens the plain `facts` of a request (for packs without a chart) to `a.b=c`; bounded, so that a hostile object costs nothing.
import { ServiceError } from '../kernel/errors.ts';
import { createFactSet, type Fact, type FactSet } from '../kernel/facts.ts';

const MAX_DEPTH = 6;
const MAX_FACTS = 256;
const MAX_CHARS = 200;

/**
 * `{a: {b: 'c', d: ['x', 'y']}}` gives `a.b=c`, `a.d=x` and `a.d=y`; booleans and finite numbers become text, null is absent.
 * Texts are composed (NFC) and trimmed. Throws `invalid_request` with a pointer for what has no such form or exceeds a bound.
 */
export function flattenFacts(facts: Readonly<Record<string, unknown>>): FactSet {
  const flat: Fact[] = [];
  walk(facts, { path: [], flat });
  return createFactSet(flat);
}

type Walk = { path: readonly string[]; flat: Fact[] };

function walk(node: object, { path, flat }: Walk): void {
  if (path.length >= MAX_DEPTH) throw fault(path, `at most ${MAX_DEPTH} levels`);
  for (const [name, value] of Object.entries(node)) {
    const inner = [...path, name];
    if (name === '' || name.length > MAX_CHARS || name.includes('='))
      throw fault(path, `names of 1 to ${MAX_CHARS} characters without "="`);
    if (Array.isArray(value)) for (const entry of value) addFact(entry, { path: inner, flat });
    else if (typeof value === 'object' && value !== null) walk(value, { path: inner, flat });
    else addFact(value, { path: inner, flat });
  }
}

function addFact(value: unknown, { path, flat }: Walk): void {
  if (value === null || value === undefined) return;
  const text = toText(value);
  if (text === undefined)
    throw fault(path, `a text of 1 to ${MAX_CHARS} characters, a number, a boolean or a list of these`);
  if (flat.length >= MAX_FACTS) throw fault(path, `at most ${MAX_FACTS} facts`);
  flat.push(`${path.join('.').normalize('NFC')}=${text}`);
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.normalize('NFC').trim();
  return text === '' || text.length > MAX_CHARS ? undefined : text;
}

function fault(path: readonly string[], expected: string): ServiceError {
  const pointer = ['/facts', ...path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');
  return new ServiceError('invalid_request', `Expected ${expected} at "${pointer}"`, { pointer });
}
