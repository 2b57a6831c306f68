// What each source gave, with status, reason and items: the part of an answer that says where the rest comes from.

import type { Locale } from '../kernel/locale.ts';
import type { CompiledPack } from '../pack/compiled.ts';
import { citationsOf } from '../prefetch/pack-context.ts';
import type { PrefetchAnswer } from '../prefetch/types.ts';
import type { SourceItem } from '../sources/source.ts';
import type { AnswerJson, LabelFact } from './answer-json.ts';
import { CITATION, ENTRY } from './item-segments.ts';
import type { StableAnswer } from './prefetch-schema.ts';

export type AnswerOptions = {
  readonly pack: CompiledPack;
  readonly model: string;
  readonly locale: Locale;
  readonly isExplained: boolean;
  readonly labelFact: LabelFact;
};

type SourcesOptions = AnswerOptions & { readonly answer: PrefetchAnswer };

/** The members of `sources`, in the order in which the sources stand in the pack. */
export function writeSources(json: AnswerJson, options: SourcesOptions): void {
  const { answer, isExplained } = options;
  const citations = isExplained ? citationsOf(answer.context) : undefined;
  let isFirst = true;
  for (const [source, { status, reason, tookMs, items }] of answer.sources) {
    if (!isFirst) json.literal(',');
    isFirst = false;
    json.string(source);
    json.literal(':{"status":');
    json.string(status);
    if (reason !== undefined) {
      json.literal(',"reason":');
      json.string(reason);
    }
    json.literal(',"took_ms":');
    json.number(Math.round(tookMs * 1000) / 1000);
    json.literal(',"items":');
    json.list(items, (item, place) => {
      writeItem(json, { item, locale: options.locale });
      if (citations) {
        json.literal(',');
        json.members(explain(item, { ...options, place, ref: citations.get(item.id) }));
      }
      json.literal('}');
    });
    json.literal('}');
  }
}

/** All but the last brace. */
function writeItem(json: AnswerJson, { item, locale }: { item: SourceItem; locale: Locale }): void {
  json.item(item, locale, ENTRY);
  json.number(item.score);
  if ((item.factIds ?? item.facts ?? []).length > 0) {
    json.literal(',"facts":[');
    json.itemFacts(item);
    json.literal(']');
  }
  json.item(item, locale, CITATION);
}

type Item = StableAnswer['sources'][string]['items'][number];
type ExplainOptions = AnswerOptions & { readonly place: number; readonly ref: number | undefined };

function explain(item: SourceItem, { place, ref, locale, labelFact }: ExplainOptions): Partial<Item> {
  const { name, group, concept, path, tokens, facts = [] } = item;
  return {
    rank: place + 1,
    tokens,
    ...(name === undefined ? {} : { name }),
    ...(group === undefined ? {} : { group }),
    ...(concept === undefined ? {} : { concept }),
    ...(path ? { path: [...path] } : {}),
    ...(ref === undefined ? {} : { ref }),
    ...(facts.length > 0 ? { fact_labels: facts.map((fact) => labelFact(fact, locale)) } : {}),
  };
}
