// The heart: whatever one source does, the others answer, each with its status and reason, within the deadline.
import { beforeAll, describe, expect, test } from 'bun:test';
import type { EmbedResult } from '../../src/embedding/ports.ts';
import { ServiceError } from '../../src/kernel/errors.ts';
import { createPrefetch, type PrefetchOptions } from '../../src/prefetch/prefetch.ts';
import type { PrefetchAnswer } from '../../src/prefetch/types.ts';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { createSources } from '../../src/sources/create-sources.ts';
import type { Source, SourceItem, SourceOutcome, SourceRequest } from '../../src/sources/source.ts';
import { prefetchRequest } from '../fixtures/ask.ts';
import { createCountingEvents } from '../fixtures/counting-events.ts';
import { bagResults, createBagEmbedder } from '../fixtures/embedders.ts';
import { ManualClock } from '../fixtures/manual-clock.ts';
import { indexFixture } from '../fixtures/packs.ts';
import { codeOf, until } from '../fixtures/settled.ts';

let index: PackIndex;

beforeAll(async () => {
  index = await indexFixture('small');
});

const ITEM: SourceItem = { id: 'a/one', text: 'Fine.', score: 0.5, tokens: 2 };
const NEVER = new Promise<never>(() => undefined);

function source(name: string, retrieve: (request: SourceRequest) => unknown): Source {
  // Rubbish is what these tests are about, so the type is taken on trust.
  return { name, limit: 5, retrieve: retrieve as Source['retrieve'] };
}

const fine = (name = 'fine') => source(name, () => ({ status: 'ok', items: [{ ...ITEM, id: `${name}/one` }] }));

/** A source that waits for the question's embedding, as the real ones do. */
const asking = (name: string) =>
  source(name, async ({ question }): Promise<SourceOutcome> => {
    const vector = await question?.embedding;
    const isPartial = question !== undefined && vector === undefined;
    return isPartial ? { status: 'partial', reason: 'no_embedding', items: [ITEM] } : { status: 'ok', items: [ITEM] };
  });

function createHeart(sources: readonly Source[], options: Partial<PrefetchOptions> = {}) {
  const clock = new ManualClock();
  const events = createCountingEvents();
  const { embedder, asked } = createBagEmbedder();
  const prefetch = createPrefetch({
    sources: new Map(sources.map((one) => [one.name, one])),
    embedder,
    headings: new Map(),
    isDisabled: false,
    events,
    clock,
    ...options,
  });
  const controller = new AbortController();
  const ask = (choice: Parameters<typeof prefetchRequest>[1] = {}) =>
    prefetch(prefetchRequest(index, choice), { signal: controller.signal });
  return { ask, clock, events, asked, controller };
}

function statusOf({ sources }: PrefetchAnswer, name: string): string {
  const result = sources.get(name);
  return result?.reason === undefined ? `${result?.status}` : `${result.status} ${result.reason}`;
}

describe('one bad source', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
      'error source_error',
    ],
    ['rejects', () => Promise.reject(new Error('broken')), 'error source_error'],
    ['rejects with nothing', () => Promise.reject(), 'error source_error'],
    ['returns nothing', () => undefined, 'error bad_output'],
    ['returns a text', async () => 'items', 'error bad_output'],
    ['returns an unknown status', () => ({ status: 'great', items: [] }), 'error bad_output'],
    ['returns an unknown reason', () => ({ status: 'empty', reason: 'tired', items: [] }), 'error bad_output'],
    ['returns no list', () => ({ status: 'ok', items: 'one' }), 'error bad_output'],
    [
      'returns an item without a text',
      () => ({ status: 'ok', items: [{ ...ITEM, text: undefined }] }),
      'error bad_output',
    ],
    [
      'returns a score that is no number',
      () => ({ status: 'ok', items: [{ ...ITEM, score: Number.NaN }] }),
      'error bad_output',
    ],
    ['returns fewer than no tokens', () => ({ status: 'ok', items: [{ ...ITEM, tokens: -9 }] }), 'error bad_output'],
    [
      'returns half a citation',
      () => ({ status: 'ok', items: [{ ...ITEM, citation: { author: 'me' } }] }),
      'error bad_output',
    ],
    ['returns broken rules', () => ({ status: 'ok', items: [], rules: [{}] }), 'error bad_output'],
    ['returns broken edges', () => ({ status: 'ok', items: [], edges: [undefined] }), 'error bad_output'],
  ])('that %s leaves the others intact', async (_, retrieve, status) => {
    const { ask } = createHeart([fine('first'), source('bad', retrieve), fine('last')]);
    const answer = await ask();
    expect([statusOf(answer, 'first'), statusOf(answer, 'bad'), statusOf(answer, 'last')]).toEqual([
      'ok',
      status,
      'ok',
    ]);
    expect(answer.isDegraded).toBe(true);
    expect(answer.context.blocks.map((block) => block.heading)).toEqual(['first', 'last']);
  });

  test('that throws is reported with its error', async () => {
    const { ask, events } = createHeart([source('bad', () => Promise.reject(new Error('broken')))]);
    await ask();
    expect(events.counts.get('fault.source')).toBe(1);
    expect(events.errors).toEqual([new Error('broken')]);
  });

  test('that hangs is left behind at the deadline, and the answer is in time', async () => {
    const { ask, clock } = createHeart([fine(), source('hanging', () => NEVER)]);
    const pending = ask({ deadlineMs: 100 });
    clock.advance(100);
    const answer = await pending;
    expect([statusOf(answer, 'fine'), statusOf(answer, 'hanging')]).toEqual(['ok', 'timeout deadline']);
    expect(answer.isDegraded).toBe(true);
    expect(answer.sources.get('hanging')?.tookMs).toBeLessThanOrEqual(100);
  });

  test('that answers late is heard no more, and its late fault is reported', async () => {
    const gate = Promise.withResolvers<SourceOutcome>();
    const { ask, clock, events } = createHeart([source('late', () => gate.promise)]);
    const pending = ask({ deadlineMs: 50 });
    clock.advance(50);
    expect(statusOf(await pending, 'late')).toBe('timeout deadline');
    gate.reject(new Error('too late'));
    await until(() => events.counts.get('fault.late_source') === 1);
  });

  test('that hangs is told to stop', async () => {
    let signal: AbortSignal | undefined;
    const { ask, clock } = createHeart([
      source('hanging', (request) => {
        signal = request.signal;
        return NEVER;
      }),
    ]);
    const pending = ask({ deadlineMs: 50 });
    expect(signal?.aborted).toBe(false);
    clock.advance(50);
    await pending;
    expect(signal?.aborted).toBe(true);
  });
});

describe('a healthy answer', () => {
  test('is not degraded by sources that are empty or were not asked', async () => {
    const empty = source('empty', () => ({ status: 'empty', reason: 'no_match', items: [] }));
    const { ask } = createHeart([fine(), empty, fine('other')]);
    const answer = await ask({ sources: new Set(['fine', 'empty']) });
    expect([statusOf(answer, 'empty'), statusOf(answer, 'other')]).toEqual(['empty no_match', 'skipped not_requested']);
    expect(answer.isDegraded).toBe(false);
  });

  test('asks a source with its own limit, or with a lower one of the caller, or not at all', async () => {
    const limits: number[] = [];
    const { ask } = createHeart([
      source('one', ({ limit }) => {
        limits.push(limit);
        return { status: 'ok', items: [] };
      }),
    ]);
    await ask();
    await ask({ limits: new Map([['one', 2]]) });
    await ask({ limits: new Map([['one', 99]]) });
    expect(statusOf(await ask({ limits: new Map([['one', 0]]) }), 'one')).toBe('skipped not_requested');
    expect(limits).toEqual([5, 2, 5]);
  });

  test('asks all sources at once', async () => {
    const gate = Promise.withResolvers<void>();
    let running = 0;
    const slow = (name: string) =>
      source(name, async () => {
        running++;
        await gate.promise;
        return { status: 'ok', items: [] };
      });
    const { ask } = createHeart(['a', 'b', 'c', 'd', 'e'].map(slow));
    const pending = ask();
    await until(() => running === 5);
    gate.resolve();
    expect((await pending).isDegraded).toBe(false);
  });

  test('leaves no timer behind, however it ended', async () => {
    let isAsked = false;
    const hanging = source('hanging', () => {
      isAsked = true;
      return NEVER;
    });
    const { ask, clock, controller } = createHeart([fine(), hanging]);
    const late = ask({ question: 'why', deadlineMs: 50 });
    await until(() => isAsked);
    clock.advance(50);
    await late;
    expect(clock.pending).toBe(0);
    const left = ask({ question: 'why' });
    controller.abort();
    await left.catch(() => undefined);
    expect(clock.pending).toBe(0);
  });

  test('skips everything at once when prefetching is disabled', async () => {
    const { ask, asked } = createHeart([source('hanging', () => NEVER)], { isDisabled: true });
    const answer = await ask({ question: 'why' });
    expect(statusOf(answer, 'hanging')).toBe('skipped disabled');
    expect([answer.isDegraded, answer.context, asked.length]).toEqual([false, { blocks: [], tokens: 0 }, 0]);
  });
});

describe('the embedding of a question', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map(asking);

  test('is made once for five sources', async () => {
    const { ask, asked } = createHeart(five);
    expect((await ask({ question: 'why me' })).isDegraded).toBe(false);
    expect(asked.map(({ texts, options }) => [texts, options.kind, options.lane])).toEqual([
      [['why me'], 'query', 'query'],
    ]);
  });

  test('is not made without a question', async () => {
    const { ask, asked } = createHeart(five);
    expect((await ask()).isDegraded).toBe(false);
    expect(asked).toEqual([]);
  });

  test('is wanted before the deadline by as much as search and packing need', async () => {
    const { ask, asked } = createHeart(five);
    await ask({ question: 'why', deadlineMs: 70 });
    expect(asked[0]?.options.deadlineAt).toBe(58);
  });

  test.each([
    ['overloaded', 0],
    ['timeout', 0],
    ['internal', 1],
    ['worker_error', 1],
  ] as const)('that was refused as %s makes the sources partial', async (code, faults) => {
    const { embedder } = createBagEmbedder(() => Promise.reject(new ServiceError(code, 'No')));
    const { ask, events } = createHeart([asking('a'), fine()], { embedder });
    const answer = await ask({ question: 'why' });
    expect([statusOf(answer, 'a'), statusOf(answer, 'fine')]).toEqual(['partial no_embedding', 'ok']);
    expect(answer.isDegraded).toBe(true);
    expect(events.counts.get('fault.question_embedding') ?? 0).toBe(faults);
  });

  test('that hangs makes the sources partial while there is still time to search', async () => {
    const { embedder } = createBagEmbedder(() => NEVER);
    const { ask, clock } = createHeart([asking('a')], { embedder });
    const pending = ask({ question: 'why', deadlineMs: 100 });
    clock.advance(90);
    const answer = await pending;
    expect(statusOf(answer, 'a')).toBe('partial no_embedding');
  });

  test('that hangs leaves an answer in time under the shortest deadline too', async () => {
    const { embedder } = createBagEmbedder(() => NEVER);
    const { ask, clock } = createHeart([asking('a')], { embedder });
    const pending = ask({ question: 'why', deadlineMs: 10 });
    clock.advance(5);
    expect(statusOf(await pending, 'a')).toBe('partial no_embedding');
  });

  test('that was cut warns with count and limit', async () => {
    const { ask } = createHeart([asking('a')]);
    const { warnings } = await ask({ question: 'one two three four five six seven eight nine' });
    expect(warnings).toEqual([expect.stringMatching(/^question: 9 tokens, the model reads 8/)]);
  });

  test('is timed, and its queue and inference with it', async () => {
    const { ask } = createHeart([asking('a')]);
    const { stages } = await ask({ question: 'why' });
    const named = new Map(stages.map((stage) => [stage.stage, stage.durationMs]));
    expect([named.get('queue'), named.get('inference'), named.has('embedding'), named.has('packing')]).toEqual([
      1,
      2,
      true,
      true,
    ]);
  });
});

describe('a caller who leaves', () => {
  test('ends the wait with the own reason and cancels the embedding', async () => {
    let signal: AbortSignal | undefined;
    const { embedder } = createBagEmbedder(({ options }): Promise<EmbedResult[]> => {
      signal = options.signal;
      return NEVER;
    });
    const { ask, controller } = createHeart([asking('a'), source('hanging', () => NEVER)], { embedder });
    const pending = ask({ question: 'why' });
    controller.abort(new ServiceError('cancelled', 'Gone'));
    expect(await codeOf(pending)).toBe('cancelled');
    expect(signal?.aborted).toBe(true);
  });

  test('who left before the call costs nothing', async () => {
    let calls = 0;
    const { ask, controller, asked, clock } = createHeart([
      source('a', () => {
        calls++;
        return { status: 'ok', items: [] };
      }),
    ]);
    controller.abort();
    expect(await codeOf(ask({ question: 'why' }))).toBe('cancelled');
    expect([calls, asked.length, clock.pending]).toEqual([0, 0, 0]);
  });

  test('does not end the wait of another caller', async () => {
    const gate = Promise.withResolvers<void>();
    const { embedder } = createBagEmbedder(async (asked) => {
      await gate.promise;
      return bagResults(asked);
    });
    const one = createHeart([asking('a')], { embedder });
    const two = createHeart([asking('a')], { embedder });
    const [left, stayed] = [one.ask({ question: 'why' }), two.ask({ question: 'why' })];
    one.controller.abort();
    expect(await codeOf(left)).toBe('cancelled');
    gate.resolve();
    expect(statusOf(await stayed, 'a')).toBe('ok');
  });
});

describe('over a real pack', () => {
  test('all five sources answer a chart and a question with one embedding', async () => {
    const { ask, asked } = createHeart([...createSources(index).values()]);
    const facts = ['saju.day_master=gap', 'saju.day_master.polarity=yang', 'astro.mars.house=9'];
    const answer = await ask({ facts, theme: 'love', question: 'We quarrel all the time' });
    expect([...answer.sources].map(([name, { status }]) => `${name} ${status}`)).toEqual([
      'graph ok',
      'corpus ok',
      'persona ok',
      'domain ok',
      'cross ok',
    ]);
    expect(asked).toHaveLength(1);
  });
});
