// Checks that texts are in the right script, within their bounds, free of forbidden claims, and not copies of each other.

import { LOCALES, type Locale } from '../../kernel/locale.ts';
import { segment } from '../../text/segment.ts';
import type { ContentItem, PackContent, PackFault } from '../content.ts';
import type { ContentRules } from './rules.ts';

const HANGUL = /\p{Script=Hangul}/u;
const LATIN = /\p{Script=Latin}/u;
/** Below this many words, two texts share most of them by chance. */
const LEAST_WORDS = 4;

export function checkTexts(content: PackContent, rules: ContentRules): PackFault[] {
  return [
    ...content.items.flatMap((item) => [
      ...checkScripts(item),
      ...checkLength(item, rules),
      ...checkClaims(item, rules),
    ]),
    ...checkDuplicates(content.items, rules),
  ];
}

function checkScripts({ text, name, at }: ContentItem): PackFault[] {
  const faults: PackFault[] = [];
  for (const [field, value] of [
    ['text', text],
    ['name', name],
  ] as const) {
    if (!value) continue;
    if (HANGUL.test(value.en)) faults.push({ at, message: `${field}.en: found Hangul in an English text` });
    if (LATIN.test(value.ko)) faults.push({ at, message: `${field}.ko: found Latin letters in a Korean text` });
    if (!HANGUL.test(value.ko)) faults.push({ at, message: `${field}.ko: found no Hangul in a Korean text` });
    if (!LATIN.test(value.en)) faults.push({ at, message: `${field}.en: found no Latin letters in an English text` });
  }
  return faults;
}

function checkLength({ kind, text, at }: ContentItem, rules: ContentRules): PackFault[] {
  const bounds = rules.length[kind];
  if (!bounds) return [];
  return LOCALES.flatMap((locale) => {
    const [least, most] = bounds[locale];
    const { length } = text[locale];
    return length < least || length > most
      ? [{ at, message: `${locale}: found ${length} characters, expected ${least} to ${most}` }]
      : [];
  });
}

function checkClaims({ kind, text, at }: ContentItem, rules: ContentRules): PackFault[] {
  if (kind === 'quotation' || !rules.forbidden) return [];
  const { forbidden } = rules;
  return LOCALES.flatMap((locale) =>
    forbidden[locale]
      .filter((word) => holds(text[locale], { word, locale }))
      .map((word) => ({ at, message: `${locale}: found the forbidden claim "${word}"` })),
  );
}

/** English words count as whole words in the case of the list (a sign is called Cancer); Korean stems count anywhere. */
function holds(text: string, { word, locale }: { word: string; locale: Locale }): boolean {
  return locale === 'ko' ? text.includes(word) : new RegExp(`\\b${word}\\b`).test(text);
}

/** Texts of a part that share too many words with another one; reported only where they are more than the allowance. */
function checkDuplicates(items: readonly ContentItem[], { duplicates }: ContentRules): PackFault[] {
  if (!duplicates) return [];
  const parts = Map.groupBy(items, (item) => item.part);
  return [...parts.values()].flatMap((part) =>
    LOCALES.flatMap((locale) => {
      const twins = findTwins(part, { locale, share: duplicates.share });
      return twins.length > duplicates.allowance * part.length ? twins : [];
    }),
  );
}

/** A text has a twin when more than `share` of its words, and of the other's, are shared. */
function findTwins(items: readonly ContentItem[], { locale, share }: { locale: Locale; share: number }): PackFault[] {
  const bags = items.map((item) => new Set(segment(item.text[locale])));
  return items.flatMap((item, place) => {
    const own = bags[place] ?? new Set();
    if (own.size < LEAST_WORDS) return [];
    const twin = bags.findIndex(
      (other, at) => at !== place && own.intersection(other).size > share * Math.max(own.size, other.size),
    );
    return twin < 0
      ? []
      : [
          {
            at: item.at,
            message: `${locale}: shares more than ${share * 100} % of its words with "${items[twin]?.id}"`,
          },
        ];
  });
}
