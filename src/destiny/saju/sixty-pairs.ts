// The sixty stem-branch pairs: number, decade, void branches and nayin of each. It knows nothing of a chart.
import { BRANCHES, type Branch, DECADES, type Element, NAYIN, SIXTY_PAIRS, STEMS, type Stem } from '../vocabulary.ts';

export type Nayin = (typeof NAYIN)[number];
export type Decade = (typeof DECADES)[number];
export type Pair = {
  /** `gap_ja` .. `gye_hae`. */
  name: string;
  index: number;
  stem: Stem;
  branch: Branch;
  decade: Decade;
  voids: readonly [Branch, Branch];
  nayin: Nayin;
  nayinElement: Element;
};

const ELEMENT_OF_SUFFIX: readonly (readonly [string, Element])[] = [
  ['mok', 'wood'],
  ['hwa', 'fire'],
  ['to', 'earth'],
  ['geum', 'metal'],
  ['su', 'water'],
];

/** A nayin is named for its element: 海中金 is metal. */
export function nayinElement(nayin: Nayin): Element {
  return ELEMENT_OF_SUFFIX.find(([suffix]) => nayin.endsWith(suffix))?.[1] ?? 'earth';
}

/**
 * Decades (旬) hold ten pairs; the two branches that a decade does not reach are void (공망; 淵海子平, 論空亡).
 * Two neighbouring pairs share a nayin (三命通會, 論納音).
 */
function createPair(index: number): Pair {
  const first = Math.floor(index / 10) * 10;
  const nayin = NAYIN[index >> 1] ?? 'haejunggeum';
  return {
    name: SIXTY_PAIRS[index] ?? 'gap_ja',
    index,
    stem: STEMS[index % 10] ?? 'gap',
    branch: BRANCHES[index % 12] ?? 'ja',
    decade: DECADES[first / 10] ?? 'gap_ja',
    voids: [BRANCHES[(first + 10) % 12] ?? 'sul', BRANCHES[(first + 11) % 12] ?? 'hae'],
    nayin,
    nayinElement: nayinElement(nayin),
  };
}

export const PAIRS: readonly Pair[] = Array.from({ length: 60 }, (_, index) => createPair(index));

type Row = Partial<Record<Branch, Pair>>;
const TABLE = Object.fromEntries(
  STEMS.map((stem) => [
    stem,
    Object.fromEntries(PAIRS.filter((pair) => pair.stem === stem).map((pair) => [pair.branch, pair])),
  ]),
) as Readonly<Record<Stem, Row>>; // every stem has a row

/** Undefined for the sixty combinations that do not exist: a yang stem stands on yang branches only, a yin stem on yin ones. */
export function findPair(stem: Stem, branch: Branch): Pair | undefined {
  return TABLE[stem][branch];
}
