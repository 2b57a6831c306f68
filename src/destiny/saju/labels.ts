// Puts every saju fact into words. Korean has no Latin letters, English no Hangul.
import { type Label, type LabelTable, nameFor } from '../label-table.ts';
import { PILLARS, RELATION_PAIRS } from '../vocabulary.ts';
import {
  capitalize,
  nameBranch,
  nameElement,
  nameGroup,
  namePair,
  nameRelation,
  nameRelationPair,
  nameStem,
  nameTenGod,
  type SajuName,
} from './label-names.ts';
import { NAYIN_NAMES, PILLAR_NAMES, RELATION_NAMES, SEASON_NAMES } from './terms.ts';

/** Puts a name into its phrase. */
type Frame = (name: SajuName) => { ko: string; en: string };

function label(name: (value: string) => SajuName, frame: Frame): Label {
  return (value) => frame(name(value));
}

/** One entry per saju key of the vocabulary; the label test proves that none is missing. */
export function* listSajuLabels(): LabelTable {
  yield* listDayLabels();
  yield* listPillarLabels();
  yield* listBalanceLabels();
  yield* listRelationLabels();
  yield* listPeriodLabels('luck', { ko: '대운', en: 'Current luck period' });
  yield* listPeriodLabels('annual', { ko: '세운', en: 'Current year' });
  yield* listPeriodLabels('monthly', { ko: '월운', en: 'Current month' });
  yield ['saju.luck.direction', (value) => DIRECTIONS[value === 'forward' ? 'forward' : 'backward']];
}

const DIRECTIONS = {
  forward: { ko: '대운 순행(順行)', en: 'Luck periods run forward' },
  backward: { ko: '대운 역행(逆行)', en: 'Luck periods run backward' },
};

function* listDayLabels(): LabelTable {
  yield [
    'saju.day_master',
    label(nameStem, ({ ko, en, hanja }) => ({ ko: `일간 ${ko}`, en: `${en} day master (${hanja})` })),
  ];
  yield [
    'saju.day_master.element',
    label(nameElement, ({ ko, en }) => ({ ko: `일간의 오행 ${ko}`, en: `${en} day master` })),
  ];
  yield ['saju.day_master.polarity', (value) => POLARITY_LABELS[value === 'yang' ? 'yang' : 'yin']];
  yield [
    'saju.day_pillar',
    label(namePair, ({ ko, en, hanja }) => ({ ko: `일주 ${ko}`, en: `${en} day pillar (${hanja})` })),
  ];
  yield ['saju.day_pillar.decade', label(namePair, nameDecade)];
  yield ['saju.day_pillar.nayin', labelNayin];
  yield [
    'saju.day_pillar.nayin_element',
    label(nameElement, ({ ko, en }) => ({
      ko: `일주 납음의 오행 ${ko}`,
      en: `${en} as the nayin element of the day pillar`,
    })),
  ];
}

const POLARITY_LABELS = {
  yang: { ko: '일간의 음양 양(陽)', en: 'Yang day master' },
  yin: { ko: '일간의 음양 음(陰)', en: 'Yin day master' },
};

function nameDecade({ ko, en, hanja }: SajuName) {
  return { ko: `일주가 속한 순(旬) ${ko}`, en: `Day pillar in the ${en} decade (${hanja})` };
}

function labelNayin(value: string) {
  const { ko, hanja, en } = nameFor(NAYIN_NAMES, value, { ko: '', hanja: '', en: '' });
  return { ko: `일주의 납음 ${ko}(${hanja})`, en: `Day pillar nayin: ${en} (${hanja})` };
}

/** Each pillar by its own Korean name, and the keys that speak of any pillar. */
function* listPillarLabels(): LabelTable {
  for (const pillar of PILLARS) {
    const { stemKo, branchKo, en: pillarEn } = PILLAR_NAMES[pillar];
    yield [
      `saju.${pillar}.stem`,
      label(nameStem, ({ ko, en, hanja }) => ({ ko: `${stemKo} ${ko}`, en: `${en} ${pillarEn} stem (${hanja})` })),
    ];
    yield [
      `saju.${pillar}.branch`,
      label(nameBranch, ({ ko, en, hanja }) => ({
        ko: `${branchKo} ${ko}`,
        en: `${en} in the ${pillarEn} pillar (${hanja})`,
      })),
    ];
    yield [
      `saju.${pillar}.stem.ten_god`,
      label(nameTenGod, ({ ko, en }) => ({ ko: `${stemKo} ${ko}`, en: `${en} in the ${pillarEn} stem` })),
    ];
    yield [
      `saju.${pillar}.branch.ten_god`,
      label(nameTenGod, ({ ko, en }) => ({ ko: `${branchKo} ${ko}`, en: `${en} in the ${pillarEn} branch` })),
    ];
  }
  yield ['saju.stem', label(nameStem, ({ ko, en, hanja }) => ({ ko: `천간 ${ko}`, en: `${en} stem (${hanja})` }))];
  yield ['saju.branch', label(nameBranch, ({ ko, en, hanja }) => ({ ko: `지지 ${ko}`, en: `${en} (${hanja})` }))];
  yield [
    'saju.void',
    label(nameBranch, ({ ko, en, hanja }) => ({ ko: `공망(空亡) ${ko}`, en: `Void ${en} (${hanja})` })),
  ];
  yield ['saju.void.pillar', labelVoidPillar];
}

function labelVoidPillar(value: string) {
  const { branchKo, en } = nameFor(PILLAR_NAMES, value, PILLAR_NAMES.year);
  return { ko: `${branchKo} 공망(空亡)`, en: `Void branch in the ${en} pillar` };
}

function* listBalanceLabels(): LabelTable {
  yield ['saju.season', labelSeason];
  yield ['saju.ten_god', label(nameTenGod, ({ ko, en }) => ({ ko: `십신 ${ko}`, en: `${en} present` }))];
  yield [
    'saju.ten_god.dominant',
    label(nameTenGod, ({ ko, en }) => ({ ko: `가장 많은 십신 ${ko}`, en: `${en} dominant` })),
  ];
  yield ['saju.ten_god_group', label(nameGroup, ({ ko, en }) => ({ ko: `${ko} 있음`, en: `${en} group present` }))];
  yield [
    'saju.ten_god_group.dominant',
    label(nameGroup, ({ ko, en }) => ({ ko: `가장 많은 십신 무리 ${ko}`, en: `${en} group dominant` })),
  ];
  yield ['saju.ten_god_group.lacking', label(nameGroup, ({ ko, en }) => ({ ko: `${ko} 없음`, en: `No ${en} group` }))];
  yield [
    'saju.element.dominant',
    label(nameElement, ({ ko, en }) => ({ ko: `가장 많은 오행 ${ko}`, en: `${en} dominant` })),
  ];
  yield ['saju.element.strong', label(nameElement, ({ ko, en }) => ({ ko: `강한 오행 ${ko}`, en: `Strong ${en}` }))];
  yield ['saju.element.lacking', label(nameElement, ({ ko, en }) => ({ ko: `없는 오행 ${ko}`, en: `No ${en}` }))];
  yield ['saju.element.balance', (value) => BALANCE_LABELS[value === 'balanced' ? 'balanced' : 'uneven']];
}

const BALANCE_LABELS = {
  balanced: { ko: '고른 오행', en: 'Balanced five elements' },
  uneven: { ko: '치우친 오행', en: 'Uneven five elements' },
};

function labelSeason(value: string) {
  const { ko, en } = nameFor(SEASON_NAMES, value, SEASON_NAMES.spring);
  return { ko: `${ko}에 태어남`, en: `Born in ${en}` };
}

/** Relations by kind, with the day pillar, and by their members. */
function* listRelationLabels(): LabelTable {
  yield ['saju.relation', label(nameRelation, ({ ko, en, hanja }) => ({ ko, en: `${capitalize(en)} (${hanja})` }))];
  yield [
    'saju.relation.day',
    label(nameRelation, ({ ko, en }) => ({ ko: `일주의 ${ko}`, en: `${capitalize(en)} with the day pillar` })),
  ];
  for (const relation of Object.keys(RELATION_PAIRS) as (keyof typeof RELATION_PAIRS)[])
    yield [
      `saju.${relation}`,
      label(
        (value) => nameRelationPair(relation, value),
        ({ ko, en, hanja }) => ({ ko, en: `${en} (${hanja})` }),
      ),
    ];
  for (const relation of ['samhap', 'banhap', 'banghap'] as const) {
    const term = RELATION_NAMES[relation];
    yield [
      `saju.${relation}`,
      label(nameElement, ({ ko, en }) => ({
        ko: `${ko}의 ${term.ko}(${term.hanja})`,
        en: `${capitalize(term.en)} of ${en} (${term.hanja})`,
      })),
    ];
  }
}

function* listPeriodLabels(period: string, of: { ko: string; en: string }): LabelTable {
  yield [
    `saju.${period}.stem`,
    label(nameStem, ({ ko, en, hanja }) => ({ ko: `${of.ko} 천간 ${ko}`, en: `${of.en}: ${en} stem (${hanja})` })),
  ];
  yield [
    `saju.${period}.branch`,
    label(nameBranch, ({ ko, en, hanja }) => ({ ko: `${of.ko} 지지 ${ko}`, en: `${of.en}: ${en} (${hanja})` })),
  ];
  yield [
    `saju.${period}.element`,
    label(nameElement, ({ ko, en }) => ({ ko: `${of.ko}의 오행 ${ko}`, en: `${of.en} brings ${en}` })),
  ];
  yield [
    `saju.${period}.ten_god`,
    label(nameTenGod, ({ ko, en }) => ({ ko: `${of.ko}의 십신 ${ko}`, en: `${of.en} brings ${en}` })),
  ];
  yield [
    `saju.${period}.relation`,
    label(nameRelation, ({ ko, en }) => ({ ko: `${of.ko}과 일주의 ${ko}`, en: `${of.en} and day pillar: ${en}` })),
  ];
}
