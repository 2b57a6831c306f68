// Shapes a prefetch into the seven result keys of the first application, and what is added to them.

import type { Locale } from '../kernel/locale.ts';
import { writeContext } from '../prefetch/pack-context.ts';
import type { PrefetchAnswer, SourceResult } from '../prefetch/types.ts';
import type { SourceItem } from '../sources/source.ts';
import type { AnswerJson } from './answer-json.ts';
import { type AnswerOptions, writeSources } from './answer-sources.ts';
import { LINE_HEAD, LINE_TAIL, NAME, QUOTE, quoteMembers, TEXT, TEXT_AND_SCORE } from './item-segments.ts';
import type { StableAnswer } from './prefetch-schema.ts';

const GRAPH_CONTEXT_CHARS = 2000;

/** Writes the stable part of an answer, without the last brace: what differs from answer to answer follows. */
export function writeStableAnswer(
  json: AnswerJson,
  options: AnswerOptions & { readonly answer: PrefetchAnswer },
): void {
  const { answer } = options;
  const { name, version, contentHash } = options.pack;
  const pack: StableAnswer['pack'] = { name, version, content: contentHash.slice(0, 12) };
  json.literal('{');
  writeContent(json, options);
  // What a reader sees, and no timing.
  const contextId = new Bun.CryptoHasher('sha256').update(json.view()).update('}').digest('hex');
  json.literal(',"context_id":"');
  json.ascii(contextId);
  json.literal(answer.isDegraded ? '","degraded":true,"sources":{' : '","degraded":false,"sources":{');
  writeSources(json, options);
  json.literal('},"pack":');
  json.json(pack);
  json.literal(',"model":');
  json.json(options.model);
}

function writeContent(json: AnswerJson, options: AnswerOptions & { readonly answer: PrefetchAnswer }): void {
  const { answer, locale } = options;
  const text = (item: SourceItem): void => writeText(json, { item, locale });
  const graph = answer.sources.get('graph');
  const items = (name: string): readonly SourceItem[] => answer.sources.get(name)?.items ?? [];
  json.literal('"graph_nodes":');
  json.list(items('graph'), (item) => writeNode(json, { item, locale }));
  json.literal(',"graph_context":');
  json.json(graphContext(graph));
  json.literal(',"graph_rules":');
  json.list(graph?.rules ?? [], text);
  json.literal(',"corpus_quotes":');
  json.list(items('corpus'), (item) => writeQuote(json, { item, locale }));
  json.literal(',"persona_context":{"jung":');
  json.list(ofGroup(items('persona'), 'jung'), text);
  json.literal(',"stoic":');
  json.list(ofGroup(items('persona'), 'stoic'), text);
  json.literal('},"domain_knowledge":');
  json.list(items('domain'), (item) => writeKnowledge(json, { item, locale }));
  json.literal(',"cross_analysis":"');
  writeCrossAnalysis(json, { items: items('cross'), locale });
  json.literal('","context":"');
  writeContext(answer.context, {
    write: (piece) => json.text(piece),
    writeLine: (item, number) => writeLine(json, { item, locale, number }),
  });
  json.literal('","context_tokens":');
  json.number(answer.context.tokens);
}

function ofGroup(items: readonly SourceItem[], group: string): SourceItem[] {
  return items.filter((item) => item.group === group);
}

type ItemInLocale = { readonly item: SourceItem; readonly locale: Locale };

function writeText(json: AnswerJson, { item, locale }: ItemInLocale): void {
  json.literal('"');
  json.item(item, locale, TEXT);
  json.literal('"');
}

function writeNode(json: AnswerJson, { item, locale }: ItemInLocale): void {
  json.literal('"');
  if (item.name !== undefined) {
    json.item(item, locale, NAME);
    json.literal(': ');
  }
  json.item(item, locale, TEXT);
  json.literal('"');
}

function writeLine(json: AnswerJson, { item, locale, number }: ItemInLocale & { readonly number: number }): void {
  json.item(item, locale, LINE_HEAD);
  json.item(item, locale, TEXT);
  json.item(item, locale, LINE_TAIL);
  json.number(number);
  json.literal(']');
}

function writeKnowledge(json: AnswerJson, { item, locale }: ItemInLocale): void {
  json.literal('{"text":"');
  json.item(item, locale, TEXT_AND_SCORE);
  json.number(item.score);
  json.literal(',"domain":"');
  json.text(item.group ?? '');
  json.literal('"}');
}

function writeQuote(json: AnswerJson, { item, locale }: ItemInLocale): void {
  if (item.citation) json.item(item, locale, QUOTE);
  else json.raw(quoteMembers(item, locale));
  json.number(item.score);
  json.literal('}');
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

/** One insight a paragraph: its title, the facts that it joins, the thought. */
function writeCrossAnalysis(
  json: AnswerJson,
  { items, locale }: { items: readonly SourceItem[]; locale: Locale },
): void {
  for (const [place, item] of items.entries()) {
    json.text(place === 0 ? '### ' : '\n\n### ');
    if (item.name === undefined) json.itemLabels(item, locale);
    else json.item(item, locale, NAME);
    json.text('\n');
    json.item(item, locale, TEXT);
    json.text('\n_');
    json.itemLabels(item, locale);
    json.literal('_');
  }
}
