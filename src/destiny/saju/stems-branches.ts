// What every stem and branch is by itself: element, polarity, season, hidden stems. It knows nothing of a chart.
import {
  BRANCHES,
  type Branch,
  ELEMENTS,
  type Element,
  type Polarity,
  type SEASONS,
  STEMS,
  type Stem,
} from '../vocabulary.ts';

export type Season = (typeof SEASONS)[number];
export type HiddenStems = { chogi: Stem; junggi: Stem | undefined; jeonggi: Stem };

function tabulate<K extends string, V>(
  keys: readonly K[],
  value: (key: K, index: number) => V,
): Readonly<Record<K, V>> {
  return Object.fromEntries(keys.map((key, index) => [key, value(key, index)])) as Record<K, V>; // one entry per key
}

/** Two stems per element in the generating order, yang first (淵海子平, 論天干). */
export const STEM_ELEMENT: Readonly<Record<Stem, Element>> = tabulate(
  STEMS,
  (_, index) => ELEMENTS[index >> 1] ?? 'wood',
);
export const STEM_POLARITY: Readonly<Record<Stem, Polarity>> = tabulate(STEMS, (_, index) =>
  index % 2 === 0 ? 'yang' : 'yin',
);

/** Each season's pair of branches has its element and closes with earth (淵海子平, 論地支); as HAS_ELEMENT of bazi-graph. */
export const BRANCH_ELEMENT: Readonly<Record<Branch, Element>> = {
  ja: 'water',
  chuk: 'earth',
  in: 'wood',
  myo: 'wood',
  jin: 'earth',
  sa: 'fire',
  o: 'fire',
  mi: 'earth',
  sin: 'metal',
  yu: 'metal',
  sul: 'earth',
  hae: 'water',
};

/** Seasons begin with the solar months of 寅, 巳, 申 and 亥 (입춘, 입하, 입추, 입동). */
export const BRANCH_SEASON: Readonly<Record<Branch, Season>> = tabulate(BRANCHES, (_, index) => {
  if (index >= 2 && index <= 4) return 'spring';
  if (index >= 5 && index <= 7) return 'summer';
  return index >= 8 && index <= 10 ? 'autumn' : 'winter';
});

/**
 * The Korean 지장간 table of 여기(초기), 중기 and 정기, by the 월률분야 (月律分野) tradition of 淵海子平.
 * It lists an opening stem for 子, 卯, 午, 酉 and 亥 that the Chinese table of lunar-typescript leaves out; the main stems agree.
 */
export const HIDDEN_STEMS: Readonly<Record<Branch, HiddenStems>> = {
  ja: { chogi: 'im', junggi: undefined, jeonggi: 'gye' },
  chuk: { chogi: 'gye', junggi: 'sin', jeonggi: 'gi' },
  in: { chogi: 'mu', junggi: 'byeong', jeonggi: 'gap' },
  myo: { chogi: 'gap', junggi: undefined, jeonggi: 'eul' },
  jin: { chogi: 'eul', junggi: 'gye', jeonggi: 'mu' },
  sa: { chogi: 'mu', junggi: 'gyeong', jeonggi: 'byeong' },
  o: { chogi: 'byeong', junggi: 'gi', jeonggi: 'jeong' },
  mi: { chogi: 'jeong', junggi: 'eul', jeonggi: 'gi' },
  sin: { chogi: 'mu', junggi: 'im', jeonggi: 'gyeong' },
  yu: { chogi: 'gyeong', junggi: undefined, jeonggi: 'sin' },
  sul: { chogi: 'sin', junggi: 'jeong', jeonggi: 'mu' },
  hae: { chogi: 'mu', junggi: 'gap', jeonggi: 'im' },
};
