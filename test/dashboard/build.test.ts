import { describe, expect, test } from 'bun:test';
import { buildPage, builtPath, PAGES } from '../../src/dashboard/build.ts';
import { EN } from '../../src/dashboard/words/en.ts';
import { KO } from '../../src/dashboard/words/ko.ts';

const LIMIT_BYTES = 60 * 1024;

/** `a.b` for every text and every function of a table of words. */
function keysOf(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

describe('the pages', () => {
  test.each([...PAGES])('%s is built from the sources as they are (else: bun run pages)', async (name) => {
    expect(await Bun.file(builtPath(name)).text()).toBe(await buildPage(name));
  });

  test.each([...PAGES])('%s needs nothing from elsewhere and is light', async (name) => {
    const html = await Bun.file(builtPath(name)).text();
    expect(html).not.toMatch(/(src|href)="?(https?:)?\/\//);
    expect(html).not.toMatch(/url\(["']?https?:|@import/);
    expect(Bun.gzipSync(html).byteLength).toBeLessThan(LIMIT_BYTES);
  });

  test('say everything in both languages', () => {
    expect(keysOf(KO)).toEqual(keysOf(EN));
  });
});
