// How a label table is written: one entry per fact key, giving the text of each value in both languages.
import type { LocalText } from '../kernel/locale.ts';

/** The label of a value under one key; it is asked only for values of the vocabulary. */
export type Label = (value: string) => LocalText;
export type LabelTable = Iterable<readonly [key: string, label: Label]>;

/** Looks a name up that the vocabulary guarantees; a gap in a table shows as the bare value, which the label test refuses. */
export function nameFor<V>(names: Readonly<Record<string, V>>, value: string, fallback: V): V {
  return names[value] ?? fallback;
}

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;

/** `태양과`, `목성과`, `금성과`, `달과`, `해와`: the particle follows the last syllable's final consonant. */
export function withAnd(word: string): string {
  const code = word.charCodeAt(word.length - 1);
  const hasFinal = code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE && (code - FIRST_SYLLABLE) % FINALS !== 0;
  return `${word}${hasFinal ? '과' : '와'}`;
}

/** `1st`, `2nd`, `3rd`, `4th` .. `12th`. */
export function ordinal(number: string): string {
  const suffix = { '1': 'st', '2': 'nd', '3': 'rd' }[number] ?? 'th';
  return `${number}${suffix}`;
}
