// The graph engine: from true nodes along typed edges to concepts, each with the path that led there.
import { beforeAll, describe, expect, test } from 'bun:test';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { createSources } from '../../src/sources/create-sources.ts';
import type { SourceOutcome } from '../../src/sources/source.ts';
import { question, sourceRequest } from '../fixtures/ask.ts';
import { indexFixture } from '../fixtures/packs.ts';

let index: PackIndex;

beforeAll(async () => {
  index = await indexFixture('small');
});

async function ask(options: Parameters<typeof sourceRequest>[1] = {}): Promise<SourceOutcome> {
  const source = createSources(index).get('graph');
  if (!source) throw new Error('The fixture has no graph');
  return source.retrieve(sourceRequest(index, { limit: source.limit, ...options }));
}

const idsOf = ({ items }: SourceOutcome) => items.map((item) => item.id);

describe('the graph source', () => {
  test('starts at true nodes and reaches concepts over edges', async () => {
    const outcome = await ask({ facts: ['saju.day_master=gap'] });
    expect(outcome.status).toBe('ok');
    expect(idsOf(outcome)[0]).toBe('graph/master-wood');
    expect(idsOf(outcome)).toContain('graph/growth');
  });

  test('never passes through a node that is not true', async () => {
    // Growth leads to effort and effort to the fire day master, which this chart does not have.
    expect(idsOf(await ask({ facts: ['saju.day_master=gap'] })).filter((id) => id.startsWith('graph/master-'))).toEqual(
      ['graph/master-wood'],
    );
  });

  test('names the way from the seed to a node in the language of the caller', async () => {
    const { items } = await ask({ facts: ['saju.day_master=gap'] });
    expect(items.find((item) => item.id === 'graph/growth')?.path).toEqual(['Wood day master', 'is a', 'Growth']);
    expect(items.find((item) => item.id === 'graph/master-wood')?.path).toBeUndefined();
    const korean = await ask({ facts: ['saju.day_master=gap'], locale: 'ko' });
    expect(korean.items.find((item) => item.id === 'graph/growth')?.path).toEqual(['나무 일간', '이다', '자람']);
  });

  test('gives the edges among its nodes once and as they were written', async () => {
    const { edges = [] } = await ask({ facts: ['saju.day_master=gap'] });
    expect(edges).toContainEqual({ source: 'Wood day master', relation: 'is a', target: 'Growth' });
    expect(edges).not.toContainEqual({ source: 'Growth', relation: 'is a', target: 'Wood day master' });
    expect(new Set(edges.map((edge) => JSON.stringify(edge))).size).toBe(edges.length);
  });

  test('starts at the nodes that a question names', async () => {
    expect(idsOf(await ask({ question: question('How can I find rest?') }))[0]).toBe('graph/rest');
  });

  test('gives the rules that hold beside the nodes, at most as many as the pack says', async () => {
    const facts = [
      'saju.day_master=gap',
      'saju.day_master.element=wood',
      'saju.day_master.polarity=yang',
      'saju.season=spring',
    ];
    const { rules = [] } = await ask({ facts });
    expect(rules.map((rule) => rule.id).sort()).toEqual(['graph.rules/spring-wood', 'graph.rules/yang-start']);
  });

  test('is not empty where a rule holds and no node does', async () => {
    const outcome = await ask({ facts: ['saju.day_master.polarity=yin'] });
    expect(outcome).toMatchObject({ status: 'ok', items: [] });
    expect(outcome.rules?.map((rule) => rule.id)).toEqual(['graph.rules/yin-start']);
  });

  test('is partial when its rules had to do without the embedding of the question', async () => {
    const missing = question('anything', Promise.resolve(undefined));
    const outcome = await ask({ facts: ['saju.day_master.polarity=yin'], question: missing });
    expect(outcome).toMatchObject({ status: 'partial', reason: 'no_embedding' });
    expect(outcome.rules).toHaveLength(1);
  });

  test('is empty with a reason where nothing holds', async () => {
    expect(await ask()).toMatchObject({ status: 'empty', reason: 'no_facts' });
    expect(await ask({ facts: ['astro.sun.sign=leo'] })).toMatchObject({ status: 'empty', reason: 'no_match' });
  });
});
