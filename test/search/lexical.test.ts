// The lexical lane: an absolute scale, Korean inflection, and a filter that comes before the scan.
import { describe, expect, test } from 'bun:test';
import { buildLexical } from '../../src/pack/postings.ts';
import { scoreLexical } from '../../src/search/lexical.ts';
import { segment } from '../../src/text/segment.ts';

function indexOf(texts: readonly string[]) {
  return buildLexical(
    texts.map((text) => ({ name: undefined, text: { ko: text, en: text }, extra: [] })),
    'ko',
  );
}

function scores(texts: readonly string[], question: string, allowed = texts.map(() => 1)): number[] {
  return [...scoreLexical(indexOf(texts), { terms: new Set(segment(question)), allowed: Uint8Array.from(allowed) })];
}

const TEXTS = [
  'The river carries the mill and the mill grinds the corn',
  'A bridge over the river is built from both banks',
  'Bread needs patience, flour and a warm corner',
  'Letters that are never sent grow heavy in the drawer',
];

describe('scoreLexical', () => {
  test('gives about one to an item that holds every term of the question', () => {
    const [, bridge = 0] = scores(TEXTS, 'bridge banks');
    expect(bridge).toBeGreaterThan(0.85);
    expect(bridge).toBeLessThan(1.2);
  });

  test('gives nothing to an item without any of the terms', () => {
    expect(scores(TEXTS, 'bridge banks')[2]).toBe(0);
  });

  test('keeps a weak match weak, even when it is the best one', () => {
    const strong = Math.max(...scores(TEXTS, 'patience flour'));
    const weak = Math.max(...scores(TEXTS, 'patience mortgage interest rates insurance'));
    expect(weak).toBeGreaterThan(0);
    expect(weak).toBeLessThan(0.3 * strong);
  });

  test('is lowered by a term that no item has', () => {
    const [, known = 0] = scores(TEXTS, 'bridge');
    const [, lowered = 0] = scores(TEXTS, 'bridge zeppelin');
    expect(lowered).toBeLessThan(0.5 * known);
  });

  test('counts a rare term for more than a common one', () => {
    const [mill = 0, bridge = 0] = scores(TEXTS, 'river mill');
    expect(mill).toBeGreaterThan(2 * bridge);
  });

  test('does not count a term twice that the question repeats', () => {
    expect(scores(TEXTS, 'bridge bridge bridge banks')).toEqual(scores(TEXTS, 'bridge banks'));
  });

  test('scores the allowed items as it does without a filter, and the others zero', () => {
    const free = scores(TEXTS, 'river mill bread');
    expect(scores(TEXTS, 'river mill bread', [0, 1, 1, 0])).toEqual([0, free[1] ?? -1, free[2] ?? -1, 0]);
  });

  test.each(['', '?!', 'the of and'])('gives nothing for a question without terms: "%s"', (question) => {
    expect(scores(TEXTS, question)).toEqual([0, 0, 0, 0]);
  });

  test('copes with an index without items or words', () => {
    expect(scores([], 'river')).toEqual([]);
    expect(scores(['…', '!'], 'river')).toEqual([0, 0]);
  });
});

describe('Korean', () => {
  const korean = [
    '이별은 누구에게나 찾아오는 계절이에요',
    '직장에서 상사와 나누는 대화를 준비해요',
    '돈을 모으는 버릇은 작은 데서 시작돼요',
  ];

  test.each(['이별했어요', '이별하고 나서', '이별이 힘들어', '남자친구와 이별한 뒤'])(
    'finds the stem in "%s"',
    (question) => {
      const found = scores(korean, question);
      expect(found[0]).toBeGreaterThan(Math.max(found[1] ?? 0, found[2] ?? 0));
    },
  );

  test('tells single syllables from the words that hold them', () => {
    expect(scores(['물 이 흐른다', '선물을 주다'], '물')).toEqual([expect.any(Number), 0]);
  });
});
