// Shapes a prefetch into the seven result keys of the first application, and what is added to them.

import { JsonBytes } from '../kernel/json-bytes.ts';
import type { Locale } from '../kernel/locale.ts';
import { writeContext } from '../prefetch/pack-context.ts';
import type { PrefetchAnswer, SourceResult } from '../prefetch/types.ts';
import type { SourceItem } from '../sources/source.ts';
import { type AnswerOptions, writeSources } from './answer-sources.ts';
import type { StableAnswer } from './prefetch-schema.ts';

const GRAPH_CONTEXT_CHARS = 2000;

/** One for all answers: each is written without a pause. */
const json = new JsonBytes();

/** For what follows the stable part: most have no more than a few warnings. */
const ROOM_BYTES = 512;

/**
 * The stable part of an answer as JSON, without the last brace: what differs from answer to answer follows, and the buffer
 * has room for it.
 */
export function writeStableAnswer(answer: PrefetchAnswer, options: AnswerOptions): Uint8Array<ArrayBuffer> {
  const { name, version, contentHash } = options.pack;
  const pack: StableAnswer['pack'] = { name, version, content: contentHash.slice(0, 12) };
  json.clear();
  json.literal('{');
  writeContent(answer, options);
  // What a reader sees, and no timing.
  const contextId = new Bun.CryptoHasher('sha256').update(json.view()).update('}').digest('hex');
  json.literal(',"context_id":"');
  json.ascii(contextId);
  json.literal(answer.isDegraded ? '","degraded":true,"sources":{' : '","degraded":false,"sources":{');
  writeSources(json, { answer, ...options });
  json.literal('},"pack":');
  json.json(pack);
  json.literal(',"model":');
  json.json(options.model);
  return json.toBytes(ROOM_BYTES);
}

function writeContent(answer: PrefetchAnswer, options: AnswerOptions): void {
  const { locale } = options;
  const graph = answer.sources.get('graph');
  const items = (name: string): readonly SourceItem[] => answer.sources.get(name)?.items ?? [];
  json.literal('"graph_nodes":');
  json.list(items('graph'), writeNode);
  json.literal(',"graph_context":');
  json.json(graphContext(graph));
  json.literal(',"graph_rules":');
  json.list(graph?.rules ?? [], writeText);
  json.literal(',"corpus_quotes":');
  json.list(items('corpus'), (item) => writeQuote(item, locale));
  json.literal(',"persona_context":{"jung":');
  json.list(ofGroup(items('persona'), 'jung'), writeText);
  json.literal(',"stoic":');
  json.list(ofGroup(items('persona'), 'stoic'), writeText);
  json.literal('},"domain_knowledge":');
  json.list(items('domain'), writeKnowledge);
  json.literal(',"cross_analysis":"');
  writeCrossAnalysis(items('cross'), options);
  json.literal('","context":"');
  writeContext(answer.context, { locale, write: (piece) => json.text(piece) });
  json.literal('","context_tokens":');
  json.number(answer.context.tokens);
}

function ofGroup(items: readonly SourceItem[], group: string): SourceItem[] {
  return items.filter((item) => item.group === group);
}

function writeText({ text }: SourceItem): void {
  json.string(text);
}

function writeNode({ name, text }: SourceItem): void {
  json.literal('"');
  if (name !== undefined) {
    json.text(name);
    json.text(': ');
  }
  json.text(text);
  json.literal('"');
}

function writeKnowledge({ text, score, group = '' }: SourceItem): void {
  json.literal('{"text":"');
  json.text(text);
  json.literal('","score":');
  json.number(score);
  json.literal(',"domain":"');
  json.text(group);
  json.literal('"}');
}

function writeQuote({ text, texts, citation, concept = '', score }: SourceItem, locale: Locale): void {
  json.literal('{"text_ko":"');
  json.text(texts?.ko ?? text);
  json.literal('","text_en":"');
  json.text(texts?.en ?? text);
  json.literal('","source":"');
  if (citation) {
    json.text(citation.author[locale]);
    json.text(', ');
    json.text(citation.work[locale]);
  }
  json.literal('","concept":"');
  json.text(concept);
  json.literal('","score":');
  json.number(score);
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
function writeCrossAnalysis(items: readonly SourceItem[], { locale, labelFact }: AnswerOptions): void {
  for (const [place, { name, text, facts = [] }] of items.entries()) {
    const labels = facts.map((fact) => labelFact(fact, locale));
    json.text(place === 0 ? '### ' : '\n\n### ');
    if (name === undefined) writeJoined(labels);
    else json.text(name);
    json.text('\n');
    json.text(text);
    json.text('\n_');
    writeJoined(labels);
    json.text('_');
  }
}

function writeJoined(labels: readonly string[]): void {
  for (const [place, label] of labels.entries()) {
    if (place > 0) json.text(' × ');
    json.text(label);
  }
}
