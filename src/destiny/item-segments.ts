// What an answer says of an item, cut so that every form of it is a run of neighbouring segments: kept in one stretch of
// memory, whatever is written of an item lies where its first piece lay.

import { escapeText } from '../kernel/json-bytes.ts';
import type { Locale } from '../kernel/locale.ts';
import { lineForm } from '../prefetch/pack-context.ts';
import type { SourceItem } from '../sources/source.ts';

/** Neighbouring segments: from the beginning of one to the beginning of another. */
export type Span = { readonly from: number; readonly to: number };

/** `{"id":"..","text":"..","score":` */
export const ENTRY: Span = { from: 0, to: 3 };
export const TEXT: Span = { from: 1, to: 2 };
/** `..","score":` */
export const TEXT_AND_SCORE: Span = { from: 1, to: 3 };
/** What stands around the text in a line of the context. */
export const LINE_HEAD: Span = { from: 3, to: 4 };
export const LINE_TAIL: Span = { from: 4, to: 5 };
/** `,"citation":{..}`, or nothing. */
export const CITATION: Span = { from: 5, to: 6 };
export const NAME: Span = { from: 6, to: 7 };
/** `{"text_ko":"..","text_en":"..","source":"..","concept":"..","score":` of a quotation. */
export const QUOTE: Span = { from: 7, to: 8 };
export const SEGMENTS = 8;

/** In the order that the spans name. */
export function segmentsOf(item: SourceItem, locale: Locale): string[] {
  const { head, tail } = lineForm(item, locale);
  return [
    `{"id":"${escapeText(item.id)}","text":"`,
    escapeText(item.text),
    '","score":',
    escapeText(head),
    escapeText(tail),
    citationMembers(item, locale),
    escapeText(item.name ?? ''),
    item.citation ? quoteMembers(item, locale) : '',
  ];
}

/** What `QUOTE` spans; kept only of items with a citation. */
export function quoteMembers({ citation, text, texts, concept = '' }: SourceItem, locale: Locale): string {
  const { ko, en } = texts ?? { ko: text, en: text };
  const source = citation ? `${citation.author[locale]}, ${citation.work[locale]}` : '';
  return `${JSON.stringify({ text_ko: ko, text_en: en, source, concept }).slice(0, -1)},"score":`;
}

function citationMembers({ citation }: SourceItem, locale: Locale): string {
  if (!citation) return '';
  const { author, work, section, passage } = citation;
  return `,"citation":${JSON.stringify({ author: author[locale], work: work[locale], section, passage })}`;
}
