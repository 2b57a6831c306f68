// Relevance over a whole part: languages have lanes of their own, filters come first, and a lane may be missing.
import { beforeAll, describe, expect, test } from 'bun:test';
import type { CompiledPart } from '../../src/pack/compiled.ts';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { scoreRelevance } from '../../src/search/relevance.ts';
import { segment } from '../../src/text/segment.ts';
import { bagOfTerms, indexFixture } from '../fixtures/packs.ts';

let index: PackIndex;
let part: CompiledPart;

beforeAll(async () => {
  index = await indexFixture('open');
  const docs = index.pack.parts.get('docs');
  if (!docs) throw new Error('The fixture has no docs');
  part = docs;
});

function rank(
  question: string,
  { allowed = new Uint8Array(part.items.length).fill(1), hasVector = true } = {},
): string[] {
  const query = { terms: new Set(segment(question)), vector: hasVector ? bagOfTerms(question) : undefined, allowed };
  const scores = scoreRelevance(index, { part, query });
  return [...scores].sort((a, b) => b[1] - a[1]).map(([item]) => part.items[item]?.id ?? '');
}

describe('scoreRelevance', () => {
  test.each([
    ['How do I reset my password?', 'docs/password'],
    ['비밀번호를 잊었어요', 'docs/password'],
    ['환불하고 싶어요', 'docs/refund'],
    ['asking for a refund', 'docs/refund'],
  ])('finds the item in the language of the question "%s"', (question, id) => {
    expect(rank(question)[0]).toBe(id);
    expect(rank(question, { hasVector: false })[0]).toBe(id);
  });

  test('finds no item that is not allowed, and others instead', () => {
    const allowed = Uint8Array.from(part.items, (item) => (item.id === 'docs/password' ? 0 : 1));
    const found = rank('How do I reset my password?', { allowed });
    expect(found).not.toContain('docs/password');
    expect(found).toHaveLength(4);
  });

  test('finds nothing without a vector and without a common term', () => {
    expect(rank('xylophone', { hasVector: false })).toEqual([]);
  });

  test('leaves out the lane that an ablation switches off', () => {
    const query = {
      terms: new Set(segment('password')),
      vector: bagOfTerms('refund'),
      allowed: new Uint8Array(part.items.length).fill(1),
    };
    const best = (lanes: { hasLexical: boolean; hasDense: boolean }) =>
      part.items[[...scoreRelevance(index, { part, query, lanes })].sort((a, b) => b[1] - a[1])[0]?.[0] ?? -1]?.id;
    expect(best({ hasLexical: true, hasDense: false })).toBe('docs/password');
    expect(best({ hasLexical: false, hasDense: true })).toBe('docs/refund');
  });
});

describe('a pack index', () => {
  test('knows a theme by its aliases', async () => {
    const small = await indexFixture('small', { hasVectors: false });
    expect(small.theme('focus_love')?.name).toBe('love');
    expect(small.theme('weather')).toBeUndefined();
  });

  test('has no rows until vectors are attached, then those of each language', async () => {
    const bare = await indexFixture('open', { hasVectors: false });
    expect([bare.hasVectors, bare.rows(part, 'ko')]).toEqual([false, undefined]);
    bare.attachVectors({ vectors: new Float32Array(0), dimension: 64 });
    expect(bare.rows(part, 'ko')?.firstRow).toBe(part.firstItem);
    expect(bare.rows(part, 'en')?.firstRow).toBe(bare.pack.itemCount + part.firstItem);
  });
});
