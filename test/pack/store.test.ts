// The compiled index on disk: what is written is what is read, and what does not match is refused with the reason.
import { beforeAll, describe, expect, test } from 'bun:test';
import { appendFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CompiledPack } from '../../src/pack/compiled.ts';
import { openPack } from '../../src/pack/open.ts';
import { openIndex, readManifest, writeIndexFolder } from '../../src/pack/store.ts';
import { loadTokenCounter } from '../../src/text/count-tokens.ts';
import { compileFixture, findFixtureVocabulary, openPackCopy, openTempFolder } from '../fixtures/packs.ts';
import { codeOf } from '../fixtures/settled.ts';

let pack: CompiledPack;

beforeAll(async () => {
  pack = await compileFixture('small');
});

describe('an index folder', () => {
  test('gives back the whole compiled pack', async () => {
    await using folder = await openTempFolder();
    await writeIndexFolder(pack, folder.path);
    // JSON leaves out keys that are undefined, which means the same here.
    expect(await openIndex(folder.path)).toEqual(pack);
  });

  test('takes the place of an older one and leaves no unfinished file', async () => {
    await using folder = await openTempFolder();
    await writeIndexFolder(await compileFixture('open'), folder.path);
    await writeFile(path.join(folder.path, 'index.sqlite.new'), 'left by a build that was killed');
    await writeIndexFolder(pack, folder.path);
    expect((await openIndex(folder.path)).name).toBe('small');
    expect((await readdir(folder.path)).sort()).toEqual(['index.sqlite', 'manifest.json']);
  });

  test('is refused when its index file is torn or changed', async () => {
    await using folder = await openTempFolder();
    await writeIndexFolder(pack, folder.path);
    await appendFile(path.join(folder.path, 'index.sqlite'), 'x');
    await expect(openIndex(folder.path)).rejects.toMatchObject({
      code: 'bad_pack',
      message: expect.stringContaining('torn'),
    });
    await rm(path.join(folder.path, 'index.sqlite'));
    expect(await codeOf(openIndex(folder.path))).toBe('bad_pack');
  });

  test('is refused when it has another format', async () => {
    await using folder = await openTempFolder();
    await writeIndexFolder(pack, folder.path);
    const manifest = await readManifest(folder.path);
    await writeFile(path.join(folder.path, 'manifest.json'), JSON.stringify({ ...manifest, format: 9999 }));
    await expect(openIndex(folder.path)).rejects.toMatchObject({
      code: 'bad_pack',
      message: expect.stringContaining('9999'),
    });
  });

  test('is refused when its manifest is broken, and unknown when there is none', async () => {
    await using folder = await openTempFolder();
    expect(await readManifest(folder.path)).toBeUndefined();
    expect(await codeOf(openIndex(folder.path))).toBe('bad_pack');
    await writeFile(path.join(folder.path, 'manifest.json'), '{"format": 1');
    expect(await codeOf(readManifest(folder.path))).toBe('bad_pack');
  });
});

describe('openPack', () => {
  const options = (dataDir: string) => ({ dataDir, vocabularies: findFixtureVocabulary, loadTokenCounter });

  test('compiles into the data folder once and opens what it compiled from then on', async () => {
    await using copy = await openPackCopy('open');
    await using data = await openTempFolder();
    const first = await openPack(copy.path, options(data.path));
    const second = await openPack(copy.path, options(data.path));
    expect([first.isCompiledNow, second.isCompiledNow]).toEqual([true, false]);
    expect(second.pack).toEqual(first.pack);
  });

  test('makes a torn index in the data folder again, and refuses a torn committed one', async () => {
    await using copy = await openPackCopy('open');
    await using data = await openTempFolder();
    const { folders } = await openPack(copy.path, options(data.path));
    await appendFile(path.join(folders[1] ?? '', 'index.sqlite'), 'x');
    expect((await openPack(copy.path, options(data.path))).isCompiledNow).toBe(true);
    await writeIndexFolder(await compileFixture('open'), path.join(copy.path, 'index'));
    await appendFile(path.join(copy.path, 'index', 'index.sqlite'), 'x');
    expect(await codeOf(openPack(copy.path, options(data.path)))).toBe('bad_pack');
  });

  test('uses the committed index while it fits the content, and not when the content changed', async () => {
    await using copy = await openPackCopy('open');
    await using data = await openTempFolder();
    await writeIndexFolder(await compileFixture('open'), path.join(copy.path, 'index'));
    expect((await openPack(copy.path, options(data.path))).isCompiledNow).toBe(false);
    await writeFile(
      path.join(copy.path, 'hints', 'more.yaml'),
      'items:\n  - { id: new, when: [a=b], ko: 새 글이에요., en: New. }\n',
    );
    const { pack: changed, isCompiledNow } = await openPack(copy.path, options(data.path));
    expect(isCompiledNow).toBe(true);
    expect(changed.parts.get('hints')?.items.map((item) => item.id)).toContain('hints/new');
  });

  test('compiles anew when the index on disk has the format of another release', async () => {
    await using copy = await openPackCopy('open');
    await using data = await openTempFolder();
    const { folders } = await openPack(copy.path, options(data.path));
    const own = folders.at(-1) ?? '';
    const manifest = await readManifest(own);
    await writeFile(path.join(own, 'manifest.json'), JSON.stringify({ ...manifest, format: 0 }));
    expect((await openPack(copy.path, options(data.path))).isCompiledNow).toBe(true);
  });

  test('refuses a pack with faults and names them', async () => {
    await using copy = await openPackCopy('open', {
      'hints/hints.yaml': 'items:\n  - { id: one, ko: 글, en: text }\n',
    });
    await using data = await openTempFolder();
    await expect(openPack(copy.path, options(data.path))).rejects.toMatchObject({
      code: 'bad_pack',
      message: expect.stringContaining('hints/hints.yaml:2: when:'),
    });
  });
});
