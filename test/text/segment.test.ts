// Search terms: Korean as syllable bigrams, Han characters alone, English stemmed, and one form for all spellings.
import { describe, expect, test } from 'bun:test';
import { normalizeText, segment } from '../../src/text/segment.ts';

describe('segment', () => {
  test('cuts Hangul into overlapping bigrams', () => {
    expect(segment('사주팔자')).toEqual(['사주', '주팔', '팔자']);
  });

  test('keeps a single syllable as it is', () => {
    expect(segment('물 과 불')).toEqual(['물', '과', '불']);
  });

  test.each(['이별했다', '이별하고', '이별의', '이별을', '헤어짐과 이별'])(
    'shares a term between the stem and the inflected form "%s"',
    (form) => {
      expect(segment(form)).toContain('이별');
    },
  );

  test('gives Han characters one by one, and none of them joins a word', () => {
    expect(segment('甲木a')).toEqual(['甲', '木']);
    expect(segment('갑甲목')).toEqual(['갑', '甲', '목']);
  });

  test('stems English words and leaves function words out', () => {
    expect(segment('The separations of the separated')).toEqual(['separ', 'separ']);
  });

  test.each([
    ["mother's", 'mother'],
    ['mother’s', 'mother'],
    ["rock'n'roll", 'rocknrol'],
  ])('reads "%s" as one word without its ending', (text, term) => {
    expect(segment(text)).toEqual([term]);
  });

  test('keeps numbers and words of other scripts', () => {
    expect(segment('H7 2024 дом')).toEqual(['h7', '2024', 'дом']);
  });

  test('gives the same terms for composed, decomposed, upper and lower case', () => {
    const text = '이별 Café CAFÉ';
    expect(segment(text.normalize('NFD'))).toEqual(segment(text.normalize('NFC')));
    expect(new Set(segment('Café CAFÉ')).size).toBe(1);
  });

  test.each(['', '   ', '!?…', '🌊', "'"])('finds nothing in "%s"', (text) => {
    expect(segment(text)).toEqual([]);
  });

  test('keeps repetition, which is what term frequency counts', () => {
    expect(segment('river river')).toEqual(['river', 'river']);
  });
});

describe('normalizeText', () => {
  test('is its own fixed point', () => {
    for (const text of ['Ｆｕｌｌ', 'İstanbul', '이별'.normalize('NFD'), 'don’t'])
      expect(normalizeText(normalizeText(text))).toBe(normalizeText(text));
  });
});
