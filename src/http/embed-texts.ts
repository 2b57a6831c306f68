// Embeds the texts of one request for any dialect: chooses prompt and lane, keeps the end of a text where that is asked,
// and adds up tokens, cuts and times. Nothing is cut unless the caller allowed it, and every cut is counted.

import type { Embedder, EmbedKind, EmbedResult } from '../embedding/ports.ts';
import { keepEnd } from './keep-end.ts';

export type EmbedCall = {
  /** Undefined leaves it to each text: one that begins with a prompt of the model keeps it, others get `defaultKind`'s. */
  readonly kind: EmbedKind | undefined;
  readonly defaultKind: EmbedKind;
  readonly truncate: boolean;
  /** Which end a text that is too long loses. */
  readonly truncateFrom?: 'left' | 'right';
  readonly signal: AbortSignal;
};

export type Embedded = {
  readonly results: readonly EmbedResult[];
  /** As the model saw them, prompts and end tokens included. */
  readonly tokens: number;
  /** How many texts were cut. */
  readonly truncated: number;
  /** Of the request as a whole; `queueMs` and `inferenceMs` are means over its texts. */
  readonly times: { totalMs: number; tokenizeMs: number; queueMs: number; inferenceMs: number };
};

type Prompted = { readonly text: string; readonly kind: EmbedKind; readonly isCut: boolean };

export async function embedTexts(embedder: Embedder, texts: readonly string[], call: EmbedCall): Promise<Embedded> {
  const startedAt = performance.now();
  const prompted = texts.map((text) => prepare(embedder, text, call));
  const kinds = [...new Set(prompted.map(({ kind }) => kind))];
  const calls = kinds.map((kind) =>
    embedder.embed(
      prompted.filter((entry) => entry.kind === kind).map(({ text }) => text),
      // Behind a single text somebody waits; a list is work in the background.
      { kind, lane: texts.length === 1 ? 'query' : 'bulk', truncate: call.truncate, signal: call.signal },
    ),
  );
  // The embedder tokenises every text before it first waits, so what has passed by now was spent on that.
  const tokenizeMs = performance.now() - startedAt;
  const byKind = new Map((await Promise.all(calls)).map((results, at) => [kinds[at], results.values()]));
  const results = prompted.flatMap(({ kind, isCut }) => {
    const result = byKind.get(kind)?.next().value;
    return result ? [isCut ? { ...result, isTruncated: true } : result] : [];
  });
  const mean = (pick: (result: EmbedResult) => number) => sumOf(results, pick) / Math.max(1, results.length);
  return {
    results,
    tokens: sumOf(results, (result) => Math.min(result.tokens, embedder.descriptor.maxTokens)),
    truncated: results.filter((result) => result.isTruncated).length,
    times: {
      totalMs: performance.now() - startedAt,
      tokenizeMs,
      queueMs: mean((result) => result.timings.queueMs),
      inferenceMs: mean((result) => result.timings.inferenceMs),
    },
  };
}

function prepare(embedder: Embedder, asked: string, call: EmbedCall): Prompted {
  const { kind, text } = call.kind === undefined ? readPrompt(embedder, asked, call) : { kind: call.kind, text: asked };
  if (!call.truncate || call.truncateFrom !== 'left') return { text, kind, isCut: false };
  const end = keepEnd(text, (part) => embedder.tokenize(part, kind));
  return { text: end, kind, isCut: end.length < text.length };
}

/** Clients written for servers without prompts put them in front themselves; a second one would move the vector. */
function readPrompt({ descriptor }: Embedder, text: string, { defaultKind }: EmbedCall): Omit<Prompted, 'isCut'> {
  for (const kind of ['query', 'passage'] as const) {
    const prompt = descriptor.prompts[kind];
    if (prompt !== '' && text.startsWith(prompt) && text.length > prompt.length)
      return { kind, text: text.slice(prompt.length) };
  }
  return { kind: defaultKind, text };
}

function sumOf(results: readonly EmbedResult[], pick: (result: EmbedResult) => number): number {
  return results.reduce((sum, result) => sum + pick(result), 0);
}
