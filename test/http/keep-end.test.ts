import { describe, expect, test } from 'bun:test';
import { keepEnd } from '../../src/http/keep-end.ts';

/** A tokenizer of one token a character (code unit) with room for ten, and the longest text that it was shown. */
function createTokenizer(limit = 10) {
  const seen = { longest: 0, calls: 0 };
  const tokenize = (text: string) => {
    seen.longest = Math.max(seen.longest, text.length);
    seen.calls++;
    return { ids: new Int32Array(), tokens: text.length, isTruncated: text.length > limit, limit };
  };
  return { seen, tokenize };
}

describe('keepEnd', () => {
  test('leaves a text that fits as it is', () => {
    expect(keepEnd('0123456789', createTokenizer().tokenize)).toBe('0123456789');
  });

  test('keeps exactly as much of the end as fits', () => {
    expect(keepEnd('abc0123456789', createTokenizer().tokenize)).toBe('0123456789');
  });

  test('never tokenises much more than what fits, however long the text is', () => {
    const { seen, tokenize } = createTokenizer(2000);
    expect(keepEnd('x'.repeat(1_000_000), tokenize)).toHaveLength(2000);
    expect(seen.longest).toBeLessThanOrEqual(4096);
    expect(seen.calls).toBeLessThan(20);
  });

  test('never begins with half a character', () => {
    expect(keepEnd(`${'😀'.repeat(9)}x`, createTokenizer().tokenize)).toBe(`${'😀'.repeat(4)}x`);
  });
});
