// Spellings: many written forms, one value, and never a guess.
import { describe, expect, test } from 'bun:test';
import { readAspect, readBody, readHouse, readRetrograde, readSign } from '../../src/destiny/astro/spellings.ts';
import {
  readBranch,
  readElement,
  readPair,
  readPolarity,
  readStem,
  readTenGod,
} from '../../src/destiny/saju/spellings.ts';
import { createSpelling, foldSpelling } from '../../src/destiny/spellings.ts';
import { BRANCHES, HOUSES, SIGNS, STEMS, TEN_GODS } from '../../src/destiny/vocabulary.ts';

describe('createSpelling', () => {
  const read = createSpelling({ one: '하나/1', two: '둘/2' });

  test('ignores case, width, composition, blanks and invisible characters', () => {
    for (const text of ['하나', '하나'.normalize('NFD'), ' ONE ', 'ｏｎｅ', 'o-n e', '１', '1\ufe0f', '\u200b하나'])
      expect(read(text)).toBe('one');
  });

  test('reads a gloss in brackets when both halves agree or one is unknown', () => {
    expect(read('하나(one)')).toBe('one');
    expect(read('하나（１）')).toBe('one');
    expect(read('하나(number)')).toBe('one');
    expect(read('하나(2)')).toBeUndefined();
  });

  test.each(['', ' ', '-', 'three', '()', '하나둘', 'constructor', '__proto__', 'o'.repeat(200)])(
    'knows nothing of %j',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );

  test('refuses rows that give one spelling two meanings', () => {
    expect(() => createSpelling({ one: 'x', two: 'X' })).toThrow('stands for both "one" and "two"');
  });

  test('folds a text once and for all', () => {
    for (const text of ['Ｇａｐ Wood', '♈︎', '갑목']) expect(foldSpelling(foldSpelling(text))).toBe(foldSpelling(text));
  });
});

describe('saju spellings', () => {
  test('read stems, branches and ten gods in Hangul and hanja in their order', () => {
    expect([...'갑을병정무기경신임계'].map(readStem)).toEqual([...STEMS]);
    expect([...'甲乙丙丁戊己庚辛壬癸'].map(readStem)).toEqual([...STEMS]);
    expect([...'자축인묘진사오미신유술해'].map(readBranch)).toEqual([...BRANCHES]);
    expect([...'子丑寅卯辰巳午未申酉戌亥'].map(readBranch)).toEqual([...BRANCHES]);
    const gods = '비견 겁재 식신 상관 편재 정재 편관 정관 편인 정인'.split(' ');
    expect(gods.map(readTenGod)).toEqual([...TEN_GODS]);
    const hanja = '比肩 劫財 食神 傷官 偏財 正財 偏官 正官 偏印 正印'.split(' ');
    expect(hanja.map(readTenGod)).toEqual([...TEN_GODS]);
  });

  test('read older and English names of ten gods', () => {
    expect(['칠살', '七殺', 'Seven Killings', 'challenger'].map(readTenGod)).toEqual(Array(4).fill('pyeongwan'));
    expect(['Hurting Officer', 'rob wealth', '印綬'].map(readTenGod)).toEqual(['sanggwan', 'geopjae', 'jeongin']);
  });

  test('read elements and polarities', () => {
    expect(['목', '火', 'Earth', '금(金)', ' WATER '].map(readElement)).toEqual([
      'wood',
      'fire',
      'earth',
      'metal',
      'water',
    ]);
    expect(['양', '陽', '+', '음', '陰', '-'].map(readPolarity)).toEqual(['yang', 'yang', 'yang', 'yin', 'yin', 'yin']);
  });

  test('read pairs that exist and no others', () => {
    expect(['갑자', '甲子', 'gap_ja', 'Jia-Zi', '갑자(甲子)'].map(readPair)).toEqual(Array(5).fill('gap_ja'));
    expect(readPair('갑축')).toBeUndefined();
  });

  test('do not take an element that contradicts the stem', () => {
    expect(['갑화', '甲火', 'Yang', '목'].map(readStem)).toEqual(Array(4).fill(undefined));
  });
});

describe('astro spellings', () => {
  test('read signs by glyph, name and abbreviation', () => {
    expect([...'♈♉♊♋♌♍♎♏♐♑♒♓'].map(readSign)).toEqual([...SIGNS]);
    const korean =
      '양자리 황소자리 쌍둥이자리 게자리 사자자리 처녀자리 천칭자리 전갈자리 사수자리 염소자리 물병자리 물고기자리';
    expect(korean.split(' ').map(readSign)).toEqual([...SIGNS]);
    expect('Ari Tau Gem Can Leo Vir Lib Sco Sag Cap Aqu Pis'.split(' ').map(readSign)).toEqual([...SIGNS]);
  });

  test('read bodies, and know which ones have no facts', () => {
    expect(['☉', '달', 'MERCURY', '♀︎', 'Asc', '상승궁', '중천', 'True Node'].map(readBody)).toEqual([
      'sun',
      'moon',
      'mercury',
      'venus',
      'ascendant',
      'ascendant',
      'mc',
      'north_node',
    ]);
    expect(readBody('Chiron')).toBe('unused');
    expect(readBody('Vulcan')).toBeUndefined();
  });

  test('read aspects by name, glyph and angle', () => {
    expect(['합', '☌', 'Conj', '0'].map(readAspect)).toEqual(Array(4).fill('conjunction'));
    expect(['스퀘어', '□', '90', 'SQR'].map(readAspect)).toEqual(Array(4).fill('square'));
    expect(readAspect('Semi-Sextile')).toBe('unused');
  });

  test('read houses from 1 to 12 and nothing else', () => {
    for (const [index, house] of HOUSES.entries())
      for (const given of [index + 1, house, `H${house}`, `${house}하우스`, `제${house} 하우스`, `House ${house}`])
        expect(readHouse(given)).toBe(house);
    expect(['VII', '7th', 'seventh'].map(readHouse)).toEqual(['7', '7', '7']);
    for (const given of [0, 13, 1.5, '0', 'H13', 'home']) expect(readHouse(given)).toBeUndefined();
  });

  test('read the direction of a planet', () => {
    expect([true, 'R', 'Rx', '℞', '역행'].map(readRetrograde)).toEqual(Array(5).fill(true));
    expect([false, 'D', 'direct', '순행', ''].map(readRetrograde)).toEqual(Array(5).fill(false));
    expect(readRetrograde('sideways')).toBeUndefined();
  });
});
