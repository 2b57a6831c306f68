// Turns the many spellings of one thing (hanja, Hangul, English, glyphs) into its vocabulary value; it never guesses.
import { ServiceError } from '../kernel/errors.ts';

/** Gives the vocabulary value of a spelling, or undefined when no table knows it. */
export type Spelling<T extends string> = (text: string) => T | undefined;

const MAX_CHARS = 80;
// Glyphs copied from chart programs carry invisible variation selectors; spaces, dots and dashes carry no meaning.
const NOISE = /[\s\p{Pd}\p{Default_Ignorable_Code_Point}_.,·'’"]+/gu;
const WITH_GLOSS = /^([^()[\]]+)[([]([^()[\]]+)[)\]]$/u;

/** One form for all widths, cases, compositions and spacings of a text. */
export function foldSpelling(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(NOISE, '');
}

/**
 * Builds a lookup from rows of spellings separated by `/`; the value itself is always one of its spellings.
 * A gloss in brackets, as in `갑목(甲木)`, is understood when both halves agree or only one is known.
 */
export function createSpelling<T extends string>(rows: Readonly<Record<T, string>>): Spelling<T> {
  const known = new Map<string, T>();
  for (const [value, spellings] of Object.entries(rows) as [T, string][]) {
    for (const spelling of [value, ...spellings.split('/')]) {
      enter(known, { spelling: spelling.trim(), value });
      enter(known, { spelling: foldSpelling(spelling), value });
    }
  }
  return function spell(text) {
    return known.get(text) ?? (text.length > MAX_CHARS ? undefined : lookUpFolded(known, text));
  };
}

function enter<T extends string>(known: Map<string, T>, { spelling, value }: { spelling: string; value: T }): void {
  if (spelling === '') return;
  const before = known.get(spelling);
  if (before !== undefined && before !== value)
    throw new ServiceError('internal', `Spelling "${spelling}" stands for both "${before}" and "${value}"`);
  known.set(spelling, value);
}

function lookUpFolded<T extends string>(known: ReadonlyMap<string, T>, text: string): T | undefined {
  const folded = foldSpelling(text);
  const found = known.get(folded);
  if (found !== undefined) return found;
  const [, word, gloss] = WITH_GLOSS.exec(folded) ?? [];
  if (word === undefined || gloss === undefined) return undefined;
  const byWord = known.get(word);
  const byGloss = known.get(gloss);
  if (byWord !== undefined && byGloss !== undefined && byWord !== byGloss) return undefined;
  return byWord ?? byGloss;
}
