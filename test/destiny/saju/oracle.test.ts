// The saju tables against lunar-typescript, an independent implementation, for all sixty pairs and all stems.
import { describe, expect, test } from 'bun:test';
import { EightChar, Lunar, LunarUtil } from 'lunar-typescript';
import { BRANCH_NAMES, ELEMENT_NAMES, STEM_NAMES, TEN_GOD_NAMES } from '../../../src/destiny/saju/names.ts';
import { hourPair, monthPair } from '../../../src/destiny/saju/natural-pillars.ts';
import { findPair, PAIRS } from '../../../src/destiny/saju/sixty-pairs.ts';
import { BRANCH_ELEMENT, HIDDEN_STEMS, STEM_ELEMENT } from '../../../src/destiny/saju/stems-branches.ts';
import { tenGodOfBranch, tenGodOfStem } from '../../../src/destiny/saju/ten-gods.ts';
import { NAYIN_NAMES } from '../../../src/destiny/saju/terms.ts';
import { BRANCHES, type Branch, STEMS, type Stem } from '../../../src/destiny/vocabulary.ts';

// The oracle writes simplified characters and two older names (七杀 for 偏官, 路旁土, 大驿土).
const SIMPLIFIED: Readonly<Record<string, string>> = {
  爐: '炉',
  傍: '旁',
  劍: '剑',
  鋒: '锋',
  頭: '头',
  澗: '涧',
  蠟: '蜡',
  楊: '杨',
  靂: '雳',
  長: '长',
  燈: '灯',
  驛: '驿',
  釵: '钗',
  釧: '钏',
  財: '财',
  傷: '伤',
};

function simplify(hanja: string): string {
  return [...hanja].map((character) => SIMPLIFIED[character] ?? character).join('');
}

function oracleName(stem: Stem, branch: Branch): string {
  return STEM_NAMES[stem].hanja + BRANCH_NAMES[branch].hanja;
}

describe('sixty pairs', () => {
  test('run in the order of the oracle and exist for like polarity only', () => {
    expect(PAIRS.map(({ stem, branch }) => oracleName(stem, branch))).toEqual(LunarUtil.JIA_ZI);
    for (const stem of STEMS)
      for (const branch of BRANCHES)
        expect(findPair(stem, branch) !== undefined).toBe((STEMS.indexOf(stem) + BRANCHES.indexOf(branch)) % 2 === 0);
  });

  test('have the decade and the void branches of the oracle', () => {
    for (const { stem, branch, decade, voids } of PAIRS) {
      const name = oracleName(stem, branch);
      const [first, second] = decade.split('_') as [Stem, Branch];
      expect(LunarUtil.getXun(name)).toBe(oracleName(first, second));
      expect(LunarUtil.getXunKong(name)).toBe(voids.map((each) => BRANCH_NAMES[each].hanja).join(''));
    }
  });

  test('have the nayin of the oracle, each named for its element', () => {
    for (const { stem, branch, nayin, nayinElement } of PAIRS) {
      const { hanja } = NAYIN_NAMES[nayin];
      expect(simplify(hanja)).toBe(LunarUtil.NAYIN[oracleName(stem, branch)] ?? '');
      expect(hanja.endsWith(ELEMENT_NAMES[nayinElement].hanja)).toBe(true);
    }
  });
});

describe('elements and hidden stems', () => {
  test('are those of the oracle', () => {
    for (const stem of STEMS)
      expect(ELEMENT_NAMES[STEM_ELEMENT[stem]].hanja).toBe(LunarUtil.WU_XING_GAN[STEM_NAMES[stem].hanja] ?? '');
    for (const branch of BRANCHES)
      expect(ELEMENT_NAMES[BRANCH_ELEMENT[branch]].hanja).toBe(LunarUtil.WU_XING_ZHI[BRANCH_NAMES[branch].hanja] ?? '');
  });

  test('have the main hidden stem of the oracle', () => {
    for (const branch of BRANCHES)
      expect(STEM_NAMES[HIDDEN_STEMS[branch].jeonggi].hanja).toBe(oracleHiddenStems(branch)[0] ?? '');
  });

  test('differ from the oracle only in the opening stems that the Korean table adds', () => {
    const differences = BRANCHES.flatMap((branch) => {
      const { chogi, junggi, jeonggi } = HIDDEN_STEMS[branch];
      const ours = [chogi, junggi, jeonggi].flatMap((stem) => (stem === undefined ? [] : [STEM_NAMES[stem].hanja]));
      const theirs = oracleHiddenStems(branch);
      const isSame = new Set(ours).symmetricDifference(new Set(theirs)).size === 0;
      return isSame ? [] : [`${BRANCH_NAMES[branch].hanja}: ${ours.join('')} against ${theirs.toReversed().join('')}`];
    });
    expect(differences).toEqual([
      '子: 壬癸 against 癸',
      '卯: 甲乙 against 乙',
      '午: 丙己丁 against 己丁',
      '酉: 庚辛 against 辛',
      '亥: 戊甲壬 against 甲壬',
    ]);
  });
});

function oracleHiddenStems(branch: Branch): string[] {
  return LunarUtil.ZHI_HIDE_GAN[BRANCH_NAMES[branch].hanja] ?? [];
}

describe('ten gods', () => {
  function simplifiedName(god: keyof typeof TEN_GOD_NAMES): string {
    return god === 'pyeongwan' ? '七杀' : simplify(TEN_GOD_NAMES[god].hanja);
  }

  test('of stems are those of the oracle for every day master', () => {
    for (const day of STEMS)
      for (const other of STEMS)
        expect(simplifiedName(tenGodOfStem(day, other))).toBe(
          LunarUtil.SHI_SHEN[STEM_NAMES[day].hanja + STEM_NAMES[other].hanja] ?? '',
        );
  });

  test('of branches follow the main hidden stem of the oracle for all sixty day pillars', () => {
    for (const { stem, branch } of PAIRS)
      expect(simplifiedName(tenGodOfBranch(stem, branch))).toBe(
        LunarUtil.SHI_SHEN[STEM_NAMES[stem].hanja + (oracleHiddenStems(branch)[0] ?? '')] ?? '',
      );
  });
});

describe('natural pillars', () => {
  test('give the month and hour stems that the oracle gives for real moments', () => {
    const pairs = new Map(PAIRS.map((pair) => [oracleName(pair.stem, pair.branch), pair]));
    for (let month = 1; month <= 12; month++) {
      for (const hour of [1, 9, 15, 21]) {
        const eight = EightChar.fromLunar(Lunar.fromYmdHms(1975 + month, month, 3 + month, hour, 30, 0));
        const [year, ofMonth, day, time] = [eight.getYear(), eight.getMonth(), eight.getDay(), eight.getTime()].map(
          (name) => pairs.get(name),
        );
        if (!(year && ofMonth && day && time)) throw new Error('The oracle gave an unknown pair');
        expect(monthPair(year, (BRANCHES.indexOf(ofMonth.branch) + 10) % 12)).toBe(ofMonth);
        expect(hourPair(day, BRANCHES.indexOf(time.branch))).toBe(time);
      }
    }
  });
});
