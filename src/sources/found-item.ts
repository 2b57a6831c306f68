// An item of the pack as a source gives it. What it says is read from the pack when it is asked for: an answer is written
// mostly from what was kept of the item before, and its texts lie in no cache of the processor.

import type { Fact } from '../kernel/facts.ts';
import type { Locale } from '../kernel/locale.ts';
import type { PackItem } from '../pack/compiled.ts';
import type { Citation } from '../pack/content.ts';
import type { PackIndex } from '../search/pack-index.ts';
import type { SourceItem } from './source.ts';

export type Finding = {
  readonly index: PackIndex;
  readonly item: PackItem;
  readonly locale: Locale;
  readonly row: number;
  readonly score: number;
  readonly factIds: readonly number[];
  readonly tokens: number;
  readonly path: readonly string[] | undefined;
};

export class FoundItem implements SourceItem {
  readonly row: number;
  readonly score: number;
  readonly factIds: readonly number[];
  readonly tokens: number;
  readonly path: readonly string[] | undefined;
  readonly #index: PackIndex;
  readonly #item: PackItem;
  readonly #locale: Locale;

  constructor({ index, item, locale, row, score, factIds, tokens, path }: Finding) {
    this.row = row;
    this.score = score;
    this.factIds = factIds;
    this.tokens = tokens;
    this.path = path;
    this.#index = index;
    this.#item = item;
    this.#locale = locale;
  }

  get id(): string {
    return this.#item.id;
  }

  get text(): string {
    return this.#item.text[this.#locale];
  }

  get name(): string | undefined {
    return this.#item.name?.[this.#locale];
  }

  get group(): string | undefined {
    return this.#item.group;
  }

  get facts(): readonly Fact[] {
    return this.factIds.map((id) => this.#index.factNames[id] ?? '');
  }

  /** The label of its first concept. */
  get concept(): string | undefined {
    const [concept] = this.#item.concepts;
    return concept === undefined ? undefined : (this.#index.pack.concepts.get(concept)?.[this.#locale] ?? concept);
  }

  get citation(): Citation | undefined {
    return this.#item.citation;
  }

  get texts(): Readonly<Record<Locale, string>> | undefined {
    return this.#item.citation && this.#item.text;
  }
}
