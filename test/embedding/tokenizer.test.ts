import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { openModel } from '../../src/embedding/model.ts';
import { loadTokenizer } from '../../src/embedding/tokenizer.ts';
import { codeOf } from '../fixtures/settled.ts';

const modelsDir = join(import.meta.dir, '../../models');

for (const name of ['multilingual', 'english'])
  describe(`the tokenizer of ${name}`, async () => {
    const model = await openModel(name, { modelsDir });
    const tokenize = await loadTokenizer(model);
    const golden = await Bun.file(join(model.files.folder, 'golden.json')).json();

    test('gives the golden ids for every text', () => {
      for (const { prompt, text, ids } of golden.cases) expect(Array.from(tokenize(text, prompt).ids)).toEqual(ids);
    });

    test('gives the same ids for a text with spaces around it', () => {
      expect(tokenize('  사주와 stars \n', model.prompts.query)).toEqual(tokenize('사주와 stars', model.prompts.query));
    });

    test('keeps the first ids and the end token when a text is too long, and says so', () => {
      const long = tokenize('fate and stars '.repeat(400), model.prompts.passage);
      const short = tokenize('fate', model.prompts.passage);
      expect(long).toMatchObject({ isTruncated: true, limit: model.maxTokens });
      expect(long.tokens).toBeGreaterThan(model.maxTokens);
      expect([long.ids.length, long.ids.at(-1)]).toEqual([model.maxTokens, short.ids.at(-1)]);
    });

    test('cuts nothing when a text has exactly the limit', () => {
      const { maxTokens } = model;
      let words = maxTokens;
      while (tokenize('a '.repeat(words), '').tokens > maxTokens) words--;
      expect(tokenize('a '.repeat(words), '')).toMatchObject({ tokens: maxTokens, isTruncated: false });
    });
  });

test('a torn tokenizer is refused with bad_config', async () => {
  const model = await openModel('english', { modelsDir });
  const files = { ...model.files, tokenizer: model.files.graph };
  expect(await codeOf(loadTokenizer({ files, maxTokens: 8 }))).toBe('bad_config');
});
