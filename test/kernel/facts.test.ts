// Facts as strings: splitting, and sets whose order depends on nothing but their content.
import { describe, expect, test } from 'bun:test';
import { createFactSet, splitFact } from '../../src/kernel/facts.ts';

describe('splitFact', () => {
  test.each([
    ['astro.mars.house=7', 'astro.mars.house', '7'],
    ['formula=a=b', 'formula', 'a=b'],
    ['alone', 'alone', ''],
    ['empty=', 'empty', ''],
  ])('splits "%s" at the first equals sign', (fact, key, value) => {
    expect(splitFact(fact)).toEqual({ key, value });
  });
});

describe('createFactSet', () => {
  test('gives the same order and no repetition whatever order the facts were found in', () => {
    const one = createFactSet(['b=1', 'a=2', 'b=1', 'a=1']);
    const two = createFactSet(['a=1', 'b=1', 'a=2']);
    expect([...one]).toEqual(['a=1', 'a=2', 'b=1']);
    expect([...two]).toEqual([...one]);
  });
});
