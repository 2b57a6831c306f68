// The rules engine: balanced by group, bound to what it needs, and honest about a missing embedding.
import { beforeAll, describe, expect, test } from 'bun:test';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { createSources } from '../../src/sources/create-sources.ts';
import { createRulesSource } from '../../src/sources/rules.ts';
import type { SourceOutcome } from '../../src/sources/source.ts';
import { question, sourceRequest } from '../fixtures/ask.ts';
import { indexFixture } from '../fixtures/packs.ts';

let index: PackIndex;

beforeAll(async () => {
  index = await indexFixture('small');
});

const YANG = ['saju.day_master.polarity=yang', 'saju.day_master=gap', 'saju.day_master.element=wood'];
const CHART = [...YANG, 'astro.mars.house=9', 'astro.mercury.retrograde=true'];

async function ask(name: string, options: Parameters<typeof sourceRequest>[1]): Promise<SourceOutcome> {
  const source = createSources(index).get(name);
  if (!source) throw new Error(`The fixture has no source "${name}"`);
  return source.retrieve(sourceRequest(index, { limit: source.limit, ...options }));
}

describe('the rules source', () => {
  test('gives each group its own share', async () => {
    const { items } = await ask('persona', { facts: CHART });
    expect(items.map((item) => item.group)).toEqual(['jung', 'jung', 'stoic', 'stoic']);
  });

  test('counts the limit for each group', async () => {
    const { items } = await ask('persona', { facts: CHART, limit: 1 });
    expect(items.map((item) => item.group)).toEqual(['jung', 'stoic']);
  });

  test('raises a rule of the theme, in any theme the others stay', async () => {
    const { items } = await ask('persona', { facts: CHART, theme: 'career', limit: 1 });
    expect(items[0]?.id).toBe('persona/jung-late');
  });

  test('lets a question change the order', async () => {
    const asked = question('Should I read the message once more before sending it?');
    const { items } = await ask('persona', { facts: CHART, limit: 1, question: asked });
    expect(items.at(-1)?.id).toBe('persona/stoic-retrograde');
  });

  test('is empty without facts of a namespace that it needs', async () => {
    expect(await ask('cross', { facts: YANG })).toMatchObject({ status: 'empty', reason: 'no_facts', items: [] });
    expect(await ask('cross', { facts: ['astro.mars.house=9'] })).toMatchObject({
      status: 'empty',
      reason: 'no_facts',
    });
    expect((await ask('cross', { facts: CHART })).items.map((item) => item.id)).toEqual(['cross/yang-late']);
  });

  test('is empty with a reason where no rule holds', async () => {
    expect(await ask('persona', {})).toMatchObject({ status: 'empty', reason: 'no_facts', items: [] });
    expect(await ask('persona', { facts: ['saju.season=spring'] })).toMatchObject({
      status: 'empty',
      reason: 'no_match',
    });
  });

  test('never returns an item without conditions, whatever part it reads', async () => {
    const config = index.pack.sources.get('cross');
    if (!config) throw new Error('The fixture has no cross');
    const source = createRulesSource('other', { config: { ...config, items: 'domain' }, index });
    const request = sourceRequest(index, { facts: [...CHART, 'astro.venus.house=7'], theme: 'love' });
    expect((await source.retrieve(request)).items.map((item) => item.id)).toEqual(['domain/love-venus']);
  });

  test('is partial without the embedding of a question, and still gives every rule that holds', async () => {
    const missing = question('anything', Promise.resolve(undefined));
    const outcome = await ask('persona', { facts: CHART, question: missing });
    expect(outcome).toMatchObject({ status: 'partial', reason: 'no_embedding' });
    expect(outcome.items).toHaveLength(4);
  });

  test('neither waits for an embedding nor calls itself partial when no rule holds', async () => {
    const never = question('anything', new Promise(() => undefined));
    expect(await ask('persona', { question: never })).toMatchObject({ status: 'empty', reason: 'no_facts' });
  });
});
