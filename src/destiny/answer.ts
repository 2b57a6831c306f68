// Shapes a prefetch into the seven result keys of the first application, and what is added to them.

import type { Locale } from '../kernel/locale.ts';
import type { CompiledPack } from '../pack/compiled.ts';
import type { PrefetchAnswer, SourceResult } from '../prefetch/types.ts';
import type { SourceItem } from '../sources/source.ts';
import type { StableAnswer } from './prefetch-schema.ts';

const GRAPH_CONTEXT_CHARS = 2000;

export type AnswerOptions = {
  readonly pack: CompiledPack;
  readonly model: string;
  readonly locale: Locale;
  readonly isExplained: boolean;
  labelFact(fact: string, locale: Locale): string;
};

/** The stable part of an answer as JSON text. The content is written once, for its hash and for the answer. */
export function writeStableAnswer(answer: PrefetchAnswer, options: AnswerOptions): string {
  const content = JSON.stringify(toContent(answer, options));
  const { name, version, contentHash } = options.pack;
  const rest: Omit<StableAnswer, keyof Content> = {
    context_id: new Bun.CryptoHasher('sha256').update(content).digest('hex'),
    degraded: answer.isDegraded,
    sources: Object.fromEntries(
      [...answer.sources].map(([source, result]) => [source, toSource(result, { answer, ...options })]),
    ),
    pack: { name, version, content: contentHash.slice(0, 12) },
    model: options.model,
  };
  return `${content.slice(0, -1)},${JSON.stringify(rest).slice(1)}`;
}

type Content = Omit<StableAnswer, 'context_id' | 'degraded' | 'sources' | 'pack' | 'model'>;

function toContent(answer: PrefetchAnswer, options: AnswerOptions): Content {
  const items = (name: string): readonly SourceItem[] => answer.sources.get(name)?.items ?? [];
  const voice = (name: string): string[] =>
    items('persona')
      .filter((item) => item.group === name)
      .map((item) => item.text);
  return {
    graph_nodes: items('graph').map(nodeLine),
    graph_context: graphContext(answer.sources.get('graph')),
    graph_rules: (answer.sources.get('graph')?.rules ?? []).map((rule) => rule.text),
    corpus_quotes: items('corpus').map((item) => toQuote(item, options.locale)),
    persona_context: { jung: voice('jung'), stoic: voice('stoic') },
    domain_knowledge: items('domain').map(({ text, score, group = '' }) => ({ text, score, domain: group })),
    cross_analysis: crossAnalysis(items('cross'), options),
    context: answer.context,
    context_tokens: answer.contextTokens,
  };
}

function nodeLine(item: SourceItem): string {
  return item.name === undefined ? item.text : `${item.name}: ${item.text}`;
}

/** Paths and edges, one a line, cut at a line. */
function graphContext(graph: SourceResult | undefined): string {
  if (!graph) return '';
  const paths = graph.items.flatMap((item) => (item.path ? [item.path.join(' → ')] : []));
  const edges = graph.edges.map((edge) => `${edge.source} — ${edge.relation} → ${edge.target}`);
  let text = '';
  for (const line of [...edges, ...paths]) {
    const longer = text === '' ? line : `${text}\n${line}`;
    if (longer.length > GRAPH_CONTEXT_CHARS) break;
    text = longer;
  }
  return text;
}

function toQuote(item: SourceItem, locale: Locale): StableAnswer['corpus_quotes'][number] {
  const source = item.citation ? `${item.citation.author[locale]}, ${item.citation.work[locale]}` : '';
  return {
    text_ko: item.texts?.ko ?? item.text,
    text_en: item.texts?.en ?? item.text,
    source,
    concept: item.concept ?? '',
    score: item.score,
  };
}

/** One insight a paragraph: its title, the facts that it joins, the thought. */
function crossAnalysis(items: readonly SourceItem[], { locale, labelFact }: AnswerOptions): string {
  return items
    .map((item) => {
      const facts = (item.facts ?? []).map((fact) => labelFact(fact, locale)).join(' × ');
      return `### ${item.name ?? facts}\n${item.text}\n_${facts}_`;
    })
    .join('\n\n');
}

function toSource(
  result: SourceResult,
  options: AnswerOptions & { answer: PrefetchAnswer },
): StableAnswer['sources'][string] {
  const { status, reason, tookMs, items } = result;
  return {
    status,
    ...(reason === undefined ? {} : { reason }),
    took_ms: Math.round(tookMs * 1000) / 1000,
    items: items.map((item, place) => toItem(item, { ...options, place })),
  };
}

type Item = StableAnswer['sources'][string]['items'][number];

function toItem(item: SourceItem, options: AnswerOptions & { answer: PrefetchAnswer; place: number }): Item {
  const { id, text, score, facts, citation } = item;
  const { locale } = options;
  const built: Item = { id, text, score };
  if (facts && facts.length > 0) built.facts = [...facts];
  if (citation) {
    const { author, work, section, passage } = citation;
    built.citation = { author: author[locale], work: work[locale], section, passage };
  }
  if (!options.isExplained) return built;
  return { ...built, ...explain(item, { ...options, ref: options.answer.citations.get(id) }) };
}

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
