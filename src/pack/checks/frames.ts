// Refuses headings and citations that are longer than what a packed context sets aside for them. It counts when a pack
// is compiled, because only then a tokenizer is at hand.

import { ServiceError } from '../../kernel/errors.ts';
import { LOCALES, type LocalText } from '../../kernel/locale.ts';
import { CITATION_TOKENS, HEADING_MARK_TOKENS, HEADING_TOKENS } from '../../text/context-cost.ts';
import type { PackContent } from '../content.ts';

/** Throws `bad_pack` for the first one. */
export function requireShortFrames({ sources, items }: PackContent, countTokens: (text: string) => number): void {
  const require = (text: LocalText, { at, most }: { at: string; most: number }): void => {
    const found = Math.max(...LOCALES.map((locale) => countTokens(text[locale])));
    if (found > most) throw new ServiceError('bad_pack', `${at}: found ${found} tokens, expected at most ${most}`);
  };
  for (const [name, { title }] of sources)
    require(title, { at: `pack.yaml: sources.${name}.title`, most: HEADING_TOKENS - HEADING_MARK_TOKENS });
  for (const { citation, at } of items) {
    if (!citation) continue;
    const { author, work } = citation;
    const text = { ko: `${author.ko}, ${work.ko}`, en: `${author.en}, ${work.en}` };
    require(text, { at: `${at.file}:${at.line}: author and work`, most: CITATION_TOKENS });
  }
}
