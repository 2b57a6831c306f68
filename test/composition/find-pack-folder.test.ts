// A pack's path is one of the working directory, and of the project's root where there is none.
import { expect, test } from 'bun:test';
import path from 'node:path';
import { findPackFolder } from '../../src/composition/find-pack-folder.ts';

test('findPackFolder takes what lies in the working directory, as relative and as absolute path', () => {
  const here = path.relative(process.cwd(), import.meta.dir);
  expect(findPackFolder(here, '/elsewhere')).toBe(import.meta.dir);
  expect(findPackFolder(import.meta.dir, '/elsewhere')).toBe(import.meta.dir);
});

test('findPackFolder falls back to the root, which is inside a compiled program', () => {
  expect(findPackFolder('packs/absent', '/$bunfs/root')).toBe(path.resolve('/$bunfs/root/packs/absent'));
});
