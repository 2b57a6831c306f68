// flattenFacts: plain objects become facts, within bounds.
import { describe, expect, test } from 'bun:test';
import { ServiceError } from '../../src/kernel/errors.ts';
import { flattenFacts } from '../../src/prefetch/flatten-facts.ts';

function pointerOf(facts: Record<string, unknown>): string | undefined {
  try {
    flattenFacts(facts);
  } catch (thrown) {
    if (thrown instanceof ServiceError && thrown.code === 'invalid_request') return thrown.pointer;
    throw thrown;
  }
  return undefined;
}

describe('flattenFacts', () => {
  test('joins names by dots and lists give several facts, in lexical order', () => {
    const facts = { plan: { tier: ' gold ', seats: 5, trial: false }, tags: ['b', 'a', 'a'], none: null, no: [] };
    expect([...flattenFacts(facts)]).toEqual([
      'plan.seats=5',
      'plan.tier=gold',
      'plan.trial=false',
      'tags=a',
      'tags=b',
    ]);
  });

  test('gives the same facts whatever the composition and order', () => {
    const one = flattenFacts({ 이름: '갑', b: 1 });
    const two = flattenFacts({ b: 1, ['이름'.normalize('NFD')]: '갑'.normalize('NFD') });
    expect([...two]).toEqual([...one]);
  });

  test.each([
    ['a list in a list', { a: [['x']] }, '/facts/a'],
    ['an object in a list', { a: { b: [{}] } }, '/facts/a/b'],
    ['an empty text', { a: '  ' }, '/facts/a'],
    ['a long text', { a: 'x'.repeat(201) }, '/facts/a'],
    ['a name with an equals sign', { 'a=b': 'c' }, '/facts'],
    ['too many levels', { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }, '/facts/a/b/c/d/e/f'],
    ['too many facts', { a: Array.from({ length: 257 }, (_, index) => index) }, '/facts/a'],
    ['a number that is not finite', { a: Number.NaN }, '/facts/a'],
  ])('refuses %s with a pointer', (_, facts, pointer) => {
    expect(pointerOf(facts)).toBe(pointer);
  });
});
