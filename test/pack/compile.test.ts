// The compiler: the same content gives the same index, byte for byte, and conditions become masks that can be fulfilled.
import { beforeAll, describe, expect, test } from 'bun:test';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { compilePack, expandAny } from '../../src/pack/compile.ts';
import type { CompiledPack } from '../../src/pack/compiled.ts';
import type { PackContent } from '../../src/pack/content.ts';
import { hashContent } from '../../src/pack/content-files.ts';
import { writeIndexFolder } from '../../src/pack/store.ts';
import {
  compileFixture,
  findFixtureVocabulary,
  fixtureFolder,
  openPackCopy,
  openTempFolder,
  readFixture,
} from '../fixtures/packs.ts';

let pack: CompiledPack;
let content: PackContent;

beforeAll(async () => {
  [pack, content] = await Promise.all([compileFixture('small'), readFixture('small')]);
});

function compile(changed: PackContent, sample?: (seed: number) => Iterable<string>): CompiledPack {
  const vocabulary = findFixtureVocabulary('destiny');
  if (!vocabulary) throw new Error('The destiny vocabulary is missing');
  return compilePack(changed, {
    vocabulary: sample ? { ...vocabulary, sample } : vocabulary,
    countTokens: (text) => text.split(' ').length,
  });
}

describe('compilePack', () => {
  test('gives a byte-identical index for the same content', async () => {
    await using copy = await openPackCopy('small');
    await using folder = await openTempFolder();
    const [one, two] = [path.join(folder.path, 'one'), path.join(folder.path, 'two')];
    await writeIndexFolder(pack, one);
    await writeIndexFolder(await compileFixture('small'), two);
    for (const file of ['index.sqlite', 'manifest.json'])
      expect((await readFile(path.join(two, file))).equals(await readFile(path.join(one, file)))).toBe(true);
    expect(await hashContent(copy.path)).toBe(pack.contentHash);
  });

  test('gives the same parts and edges whatever order the items and edges were read in', () => {
    const turned = compile({ ...content, items: content.items.toReversed(), edges: content.edges.toReversed() });
    const straight = compile(content);
    for (const [name, part] of straight.parts) expect(turned.parts.get(name)).toEqual(part);
    expect(turned.edges).toEqual(straight.edges);
    expect([...turned.factIds]).toEqual([...straight.factIds]);
  });

  test('numbers the items of all parts without gaps', () => {
    let next = 0;
    for (const part of pack.parts.values()) {
      expect(part.firstItem).toBe(next);
      next += part.items.length;
    }
    expect(next).toBe(pack.itemCount);
  });

  test('keeps the rules of a graph in a part of their own', () => {
    expect(pack.parts.get('graph')?.items.every((item) => item.kind === 'node')).toBe(true);
    expect(pack.parts.get('graph.rules')?.items.map((item) => item.kind)).toEqual(['rule', 'rule', 'rule']);
  });

  test('gives each condition a bit, each alternative the bit of its condition, and an item without conditions none', () => {
    const part = pack.parts.get('cross');
    const place = part?.items.findIndex((item) => item.id === 'cross/yang-late') ?? -1;
    expect(part?.items[place]?.when.map((alternatives) => alternatives.length)).toEqual([1, 6]);
    expect(part?.masks[place]).toBe(0b11);
    const corpus = pack.parts.get('corpus');
    expect([...(corpus?.masks ?? [])]).toEqual([0, 0, 0]);
  });

  test('stores both directions of an edge and knows which one was written', () => {
    const edges = pack.edges.get('graph');
    expect(edges?.adjacency.targets.length).toBe(2 * content.edges.length);
    expect(edges?.isForward.reduce((sum, bit) => sum + bit, 0)).toBe(content.edges.length);
    expect(edges?.relationNames).toEqual(['is', 'supports']);
  });

  test('counts the tokens of name and text together', () => {
    const node = compile(content)
      .parts.get('graph')
      ?.items.find((item) => item.id === 'graph/rest');
    expect(node?.tokens.en).toBe(8);
  });

  test('takes facts and themes of concepts for less than those of the item itself', () => {
    const quote = content.items.find((item) => item.id === 'corpus/same-water');
    expect(quote?.themes).toEqual(
      new Map([
        ['life', 1],
        ['love', 0.4],
      ]),
    );
    expect(quote?.about.get('saju.relation=branch_chung')).toBe(0.6);
  });

  test('weighs a fact by how rare it is among sampled users', () => {
    const sampled = compile(content, (seed) => [
      'saju.day_master.polarity=yang',
      ...(seed % 100 === 0 ? ['astro.mercury.retrograde=true'] : []),
    ]);
    const idfOf = (fact: string): number => sampled.factIdf[sampled.factIds.get(fact) ?? -1] ?? -1;
    expect(idfOf('saju.day_master.polarity=yang')).toBeCloseTo(0, 3);
    expect(idfOf('astro.mercury.retrograde=true')).toBeCloseTo(-Math.log(20.5 / 2001), 4);
    expect(idfOf('saju.day_master.polarity=yin')).toBeGreaterThan(7);
  });
});

describe('frames of a packed context', () => {
  const withTitle = (ko: string, en: string): PackContent => {
    const sources = new Map([...content.sources].map(([name, source]) => [name, { ...source, title: { ko, en } }]));
    return { ...content, sources };
  };

  test('refuses a heading that would break the token budget', () => {
    expect(() => compile(withTitle('가', 'a '.repeat(11)))).not.toThrow();
    expect(() => compile(withTitle('가', 'a '.repeat(12)))).toThrow(
      'pack.yaml: sources.graph.title: found 13 tokens, expected at most 12',
    );
  });

  test('refuses an author and work that would break the token budget, with file and line', () => {
    const items = content.items.map((item) => ({
      ...item,
      citation: item.citation && {
        ...item.citation,
        author: { ko: '가', en: 'a '.repeat(24) },
        work: { ko: '가', en: 'b' },
      },
    }));
    expect(() => compile({ ...content, items })).toThrow(
      'corpus/quotes.yaml:2: author and work: found 26 tokens, expected at most 24',
    );
  });
});

describe('expandAny', () => {
  test('replaces the star by every value of a closed vocabulary and leaves an open one alone', () => {
    const about = new Map([
      ['season=*', 0.5],
      ['a=b', 1],
    ]);
    expect([...expandAny(about, new Map([['season', ['wet', 'dry']]]))]).toEqual([
      ['season=wet', 0.5],
      ['season=dry', 0.5],
      ['a=b', 1],
    ]);
    expect(expandAny(about, undefined)).toEqual(about);
  });
});

describe('hashContent', () => {
  test('changes with any content file and not with the compiled folder', async () => {
    await using same = await openPackCopy('open');
    await writeIndexFolder(await compileFixture('open'), path.join(same.path, 'index'));
    expect(await hashContent(same.path)).toBe(await hashContent(fixtureFolder('open')));
    await using changed = await openPackCopy('open', { 'notes.yaml': 'x: 1\n' });
    expect(await hashContent(changed.path)).not.toBe(await hashContent(fixtureFolder('open')));
  });
});
