// The passages engine: the theme's own domain, the question's own language, quotations with their citation.
import { beforeAll, describe, expect, test } from 'bun:test';
import type { PackIndex } from '../../src/search/pack-index.ts';
import { createSources } from '../../src/sources/create-sources.ts';
import type { SourceOutcome } from '../../src/sources/source.ts';
import { question, sourceRequest } from '../fixtures/ask.ts';
import { indexFixture } from '../fixtures/packs.ts';

let index: PackIndex;
let withoutVectors: PackIndex;

beforeAll(async () => {
  [index, withoutVectors] = await Promise.all([indexFixture('small'), indexFixture('small', { hasVectors: false })]);
});

async function ask(
  name: string,
  options: Parameters<typeof sourceRequest>[1] = {},
  on = index,
): Promise<SourceOutcome> {
  const source = createSources(on).get(name);
  if (!source) throw new Error(`The fixture has no source "${name}"`);
  return source.retrieve(sourceRequest(on, { limit: source.limit, ...options }));
}

const idsOf = ({ items }: SourceOutcome) => items.map((item) => item.id);

describe('the passages source', () => {
  test('reads only the domain of the theme, also where a question names another one', async () => {
    const asked = question('a job offer with a better salary');
    for (const options of [{ theme: 'love' }, { theme: 'love', question: asked }])
      expect(idsOf(await ask('domain', options)).every((id) => id.startsWith('domain/love-'))).toBe(true);
    expect(idsOf(await ask('domain', { theme: 'career', question: asked }))[0]).toBe('domain/career-offer');
  });

  test.each([
    ['이별하고 나서 잠이 오지 않아요', 'domain/love-listen'],
    ['We quarrel all the time', 'domain/love-quarrel'],
  ])('finds the passage for "%s"', async (text, id) => {
    expect(idsOf(await ask('domain', { theme: 'love', question: question(text) }))[0]).toBe(id);
  });

  test('answers in the language of the caller, whatever the language of the question', async () => {
    const { items } = await ask('domain', {
      theme: 'love',
      locale: 'ko',
      question: question('We quarrel all the time'),
    });
    expect(items[0]?.text).toStartWith('다툼은');
  });

  test('gives quotations with author, work, section and both languages', async () => {
    const { items } = await ask('corpus', { theme: 'life', question: question('water of the river') });
    expect(items[0]).toMatchObject({
      id: 'corpus/same-water',
      concept: 'change',
      citation: {
        author: { en: 'Riverside Writer' },
        work: { en: 'Book of the River' },
        section: 'one',
        passage: 'river/1',
      },
      texts: { ko: expect.stringContaining('강'), en: expect.stringContaining('river') },
    });
  });

  test('gives at most the limit', async () => {
    expect(
      idsOf(await ask('corpus', { theme: 'life', limit: 1, question: question('river bridge mill') })),
    ).toHaveLength(1);
  });

  test('stands on its lexical lane, then on facts and theme, partial, while the embedding or the vectors are missing', async () => {
    const text = 'We quarrel all the time';
    const late = await ask('domain', { theme: 'love', question: question(text, Promise.resolve(undefined)) });
    expect(late).toMatchObject({ status: 'partial', reason: 'no_embedding' });
    expect(idsOf(late)[0]).toBe('domain/love-quarrel');
    expect(idsOf(late).length).toBeGreaterThan(1);
    const early = await ask('domain', { theme: 'love', question: question(text) }, withoutVectors);
    expect(early).toMatchObject({ status: 'partial', reason: 'no_embedding' });
    expect(idsOf(early)).toEqual(idsOf(late));
  });

  test('needs no embedding without a question', async () => {
    expect((await ask('domain', { theme: 'love' }, withoutVectors)).status).toBe('ok');
  });
});
