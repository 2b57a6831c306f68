// Sends the samples through the whole way of a request before anybody else comes: the first caller would wait for code
// that has never run (50 ms, measured). It infers nothing, counts nothing and keeps no answer.

import { SAMPLE_CHARTS } from '../destiny/samples.ts';
import type { ModelIdentity } from '../embedding/descriptor.ts';
import type { Embedder } from '../embedding/ports.ts';
import type { Tokenize } from '../embedding/tokenizer.ts';
import type { Events } from '../kernel/events.ts';
import { LOCALES } from '../kernel/locale.ts';

const QUESTIONS = { ko: '직장을 옮겨야 할까요?', en: 'Should I change my job?' } as const;

/** What answers requests, made of the same parts as the real one but silent. */
export type Rehearsal = { fetch(request: Request): Response | Promise<Response> };

export type WarmUpOptions = {
  readonly theme: string;
  readonly apiKey: string | undefined;
  readonly events: Pick<Events, 'fault'>;
};

/** Never rejects: a fault is reported, and the first caller will see it again. */
export async function warmUp(rehearsal: Rehearsal, { theme, apiKey, events }: WarmUpOptions): Promise<void> {
  const headers = { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) };
  try {
    for (const locale of LOCALES) {
      const body = JSON.stringify({ ...SAMPLE_CHARTS[locale], theme, locale, question: QUESTIONS[locale] });
      const request = new Request('http://localhost/v1/prefetch', { method: 'POST', headers, body });
      await (await rehearsal.fetch(request)).arrayBuffer();
    }
  } catch (error) {
    events.fault({ where: 'warm_up', error });
  }
}

/** Tokenises as the real one does, and gives every text the same vector at once. */
export function createStillEmbedder(
  { identity, tokenize }: { identity: ModelIdentity; tokenize: Tokenize },
  { state }: Pick<Embedder, 'state'>,
): Embedder {
  const vector = new Float32Array(identity.dimension).fill(1 / Math.sqrt(identity.dimension));
  const read: Embedder['tokenize'] = (text, kind) => tokenize(text, identity.prompts[kind]);
  return {
    descriptor: identity,
    ready: async () => undefined,
    state,
    tokenize: read,
    embed: async (texts, { kind }) =>
      texts.map((text) => {
        const { tokens, isTruncated } = read(text, kind);
        return { vector, tokens, isTruncated, timings: { queueMs: 0, inferenceMs: 0 }, isCached: true };
      }),
  };
}
