// Which stems and branches join, clash, punish, break, harm or resent each other. It knows nothing of a chart.
import { BRANCHES, type Branch, RELATION_PAIRS, type Relation, STEMS, type Stem } from '../vocabulary.ts';

/** One relation that two stems or two branches have; `value` is its member in the vocabulary, such as `ja_o` or `wood`. */
export type Link = { relation: Relation; value: string };
export type Trio = { branches: readonly [Branch, Branch, Branch]; element: 'wood' | 'fire' | 'metal' | 'water' };

/** 삼합: birth, peak and tomb of an element (生旺墓), the peak in the middle (淵海子平, 論地支三合). */
export const SAMHAP: readonly Trio[] = [
  { branches: ['hae', 'myo', 'mi'], element: 'wood' },
  { branches: ['in', 'o', 'sul'], element: 'fire' },
  { branches: ['sa', 'yu', 'chuk'], element: 'metal' },
  { branches: ['sin', 'ja', 'jin'], element: 'water' },
];
/** 방합: the three branches of one season and direction (三命通會, 論支元三合 and 方). */
export const BANGHAP: readonly Trio[] = [
  { branches: ['in', 'myo', 'jin'], element: 'wood' },
  { branches: ['sa', 'o', 'mi'], element: 'fire' },
  { branches: ['sin', 'yu', 'sul'], element: 'metal' },
  { branches: ['hae', 'ja', 'chuk'], element: 'water' },
];

type LinkTable<T extends string> = Readonly<Record<T, Readonly<Record<T, readonly Link[]>>>>;

/**
 * Pairwise relations come from RELATION_PAIRS: 천간합 and 천간충 (淵海子平, 論十干合), 육합, 충, 형 with the self-punishments,
 * 파, 해 and 원진 (三命通會, 論支元六合, 論衝擊, 論三刑, 論六害; 파 and 원진 as in Korean practice). 합 and 충 agree with bazi-graph.
 */
function tabulateLinks<T extends string>(members: readonly T[], relations: readonly Relation[]): LinkTable<T> {
  const rows = members.map((first) => {
    const cells = members.map((second) => [second, findLinks([first, second], members, relations)] as const);
    return [first, Object.fromEntries(cells)] as const;
  });
  return Object.fromEntries(rows) as unknown as LinkTable<T>; // every ordered pair has a cell
}

function findLinks<T extends string>(
  pair: readonly [T, T],
  members: readonly T[],
  relations: readonly Relation[],
): Link[] {
  const value = [...pair].sort((a, b) => members.indexOf(a) - members.indexOf(b)).join('_');
  return relations
    .filter((relation) => relation in RELATION_PAIRS)
    .filter((relation) => pairsOf(relation).includes(value))
    .map((relation) => ({ relation, value }));
}

function pairsOf(relation: Relation): readonly string[] {
  return (RELATION_PAIRS as Readonly<Record<string, readonly string[]>>)[relation] ?? []; // trios have no pair list
}

export const STEM_LINKS: LinkTable<Stem> = tabulateLinks(STEMS, ['stem_hap', 'stem_chung']);
export const BRANCH_LINKS: LinkTable<Branch> = tabulateLinks(BRANCHES, [
  'branch_hap',
  'branch_chung',
  'branch_hyeong',
  'branch_pa',
  'branch_hae',
  'branch_wonjin',
]);

/** 반합: two branches of a 삼합, one of them its peak (子 午 卯 酉); without the peak there is none, as Korean practice mostly holds. */
export function findBanhap(first: Branch, second: Branch): Trio | undefined {
  if (first === second) return undefined;
  return SAMHAP.find(
    ({ branches }) =>
      branches.includes(first) && branches.includes(second) && (branches[1] === first || branches[1] === second),
  );
}
