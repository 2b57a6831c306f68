// JSON of answers: what is said of a pack's items and facts is kept in bytes and found by number.

import type { Fact } from '../kernel/facts.ts';
import { escapeText, JsonBytes } from '../kernel/json-bytes.ts';
import { LOCALES, type Locale } from '../kernel/locale.ts';
import type { PackIndex } from '../search/pack-index.ts';
import type { SourceItem } from '../sources/source.ts';
import { SEGMENTS, type Span, segmentsOf } from './item-segments.ts';

/** Where each segment of an item in one language begins, and where the last one ends. */
const PLACES = SEGMENTS + 1;
const UNKNOWN = -1;
/** Forms of a fact: as a JSON string, and its label in each language. */
const FACT_FORMS = 1 + LOCALES.length;
const BETWEEN_LABELS = ' × ';

export type LabelFact = (fact: Fact, locale: Locale) => string;

/** One writer serves one pack, and one answer after the other. Texts are written inside of a JSON string whose quotes are literals. */
export class AnswerJson extends JsonBytes {
  readonly #factNames: readonly Fact[];
  readonly #labelFact: LabelFact;
  /** Per item and language where its segments begin; a kept stretch never begins at 0. */
  readonly #items: Int32Array;
  /** Per form of a fact where it begins and ends. */
  readonly #facts: Int32Array;

  constructor({ index: { pack, factNames }, labelFact }: { index: PackIndex; labelFact: LabelFact }) {
    super();
    this.#labelFact = labelFact;
    this.#factNames = factNames;
    this.#items = new Int32Array(pack.itemCount * LOCALES.length * PLACES);
    this.#facts = new Int32Array(factNames.length * FACT_FORMS * 2);
  }

  item(item: SourceItem, locale: Locale, span: Span): void {
    const places = this.#placesOf(item, locale);
    if (places === UNKNOWN) this.raw(segmentsOf(item, locale).slice(span.from, span.to).join(''));
    else this.copy(this.#items[places + span.from] ?? 0, this.#items[places + span.to] ?? 0);
  }

  /** The facts for which an item was chosen, as JSON strings with commas. */
  itemFacts(item: SourceItem): void {
    if (item.factIds) this.#factForms(item.factIds, { form: 0, between: ',' });
    else this.raw((item.facts ?? []).map((fact) => JSON.stringify(fact)).join());
  }

  /** The labels of these facts. */
  itemLabels(item: SourceItem, locale: Locale): void {
    if (item.factIds) this.#factForms(item.factIds, { form: 1 + LOCALES.indexOf(locale), between: BETWEEN_LABELS });
    else this.text((item.facts ?? []).map((fact) => this.#labelFact(fact, locale)).join(BETWEEN_LABELS));
  }

  /** Form 0 is the fact itself as a JSON string, the others are its labels. */
  #factForms(ids: readonly number[], { form, between }: { form: number; between: string }): void {
    for (let at = 0; at < ids.length; at++) {
      if (at > 0) this.literal(between);
      const id = ids[at] ?? 0;
      const place = 2 * (FACT_FORMS * id + form);
      if (this.#facts[place] || this.#keepFact(id, form))
        this.copy(this.#facts[place] ?? 0, this.#facts[place + 1] ?? 0);
      else this.raw(this.#factForm(id, form));
    }
  }

  #keepFact(id: number, form: number): boolean {
    const json = this.#factForm(id, form);
    const start = this.keep(json);
    if (start === undefined) return false;
    this.#facts.set([start, start + Buffer.byteLength(json)], 2 * (FACT_FORMS * id + form));
    return true;
  }

  #factForm(id: number, form: number): string {
    const fact = this.#factNames[id] ?? '';
    const locale = LOCALES[form - 1];
    return locale === undefined ? JSON.stringify(fact) : escapeText(this.#labelFact(fact, locale));
  }

  /** Where the places of an item stand; `UNKNOWN` for one of no pack, and where there is no room to keep it. */
  #placesOf(item: SourceItem, locale: Locale): number {
    const { row } = item;
    if (row === undefined) return UNKNOWN;
    const places = (row * LOCALES.length + LOCALES.indexOf(locale)) * PLACES;
    return this.#items[places] ? places : this.#keepItem(item, { locale, places });
  }

  #keepItem(item: SourceItem, { locale, places }: { locale: Locale; places: number }): number {
    const segments = segmentsOf(item, locale);
    const start = this.keep(segments.join(''));
    if (start === undefined) return UNKNOWN;
    this.#items[places] = start;
    let end = start;
    for (const [place, segment] of segments.entries()) {
      end += Buffer.byteLength(segment);
      this.#items[places + place + 1] = end;
    }
    return places;
  }
}
