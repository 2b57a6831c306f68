// JSON of answers: the texts of a pack's items are found by their place in the pack. One writer serves one pack.

import { JsonBytes } from '../kernel/json-bytes.ts';
import { LOCALES, type Locale } from '../kernel/locale.ts';
import type { SourceItem } from '../sources/source.ts';

/** Numbers of one item: its text and its name in each language, and its id. */
const TEXT = 0;
const NAME = LOCALES.length;
const ID = 2 * LOCALES.length;
const NUMBERS = ID + 1;

/** All write inside of a JSON string whose quotes are literals. */
export class AnswerJson extends JsonBytes {
  itemText({ row, text }: SourceItem, locale: Locale): void {
    this.#ofItem(row, { number: TEXT + LOCALES.indexOf(locale), text });
  }

  /** The text of a quotation in another language than the answer's. */
  otherText({ row, text, texts }: SourceItem, locale: Locale): void {
    this.#ofItem(texts ? row : undefined, { number: TEXT + LOCALES.indexOf(locale), text: texts?.[locale] ?? text });
  }

  itemName({ row, name = '' }: SourceItem, locale: Locale): void {
    this.#ofItem(row, { number: NAME + LOCALES.indexOf(locale), text: name });
  }

  itemId({ row, id }: SourceItem): void {
    this.#ofItem(row, { number: ID, text: id });
  }

  #ofItem(row: number | undefined, { number, text }: { number: number; text: string }): void {
    if (row === undefined) this.text(text);
    else this.numberedText(row * NUMBERS + number, text);
  }
}
