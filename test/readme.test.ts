// README and ARCHITECTURE say what is there: the settings of the configuration, the rooms of the source.
import { describe, expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describeSettings } from '../src/config.ts';
import { ROOT } from './fixtures/source-tree.ts';

function read(name: string): string {
  const file = path.join(ROOT, name);
  if (!existsSync(file)) throw new Error(`${name} is missing, expected it at the root of the repository`);
  return readFileSync(file, 'utf8');
}

describe('README', () => {
  test('has a table of settings that is equal to the configuration, row by row', () => {
    const rows = read('README.md')
      .split('\n')
      .filter((line) => /^\| `[A-Z]+_?[A-Z_]*`/.test(line));
    const wanted = describeSettings().map(
      ({ name, shownDefault, doc }) => `| ${name} | ${shownDefault === '' ? '' : `\`${shownDefault}\``} | ${doc} |`,
    );
    expect(rows).toEqual(wanted);
  });

  test('is shorter than 150 lines', () => {
    expect(read('README.md').split('\n').length).toBeLessThan(150);
  });

  test('links to files that are there', () => {
    const links = [...read('README.md').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(path.join(ROOT, link)))).toEqual([]);
  });
});

describe('ARCHITECTURE', () => {
  test('names every folder and file at the top of src', () => {
    const text = read('ARCHITECTURE.md');
    const rooms = readdirSync(path.join(ROOT, 'src')).map((name) => `src/${name}`);
    expect(rooms.filter((room) => !text.includes(`\`${room}\``))).toEqual([]);
  });

  test('names no room that is not there', () => {
    const named = [...read('ARCHITECTURE.md').matchAll(/`(src\/[a-z0-9./-]+)`/g)].map((match) => match[1] ?? '');
    expect(named.filter((room) => !existsSync(path.join(ROOT, room)))).toEqual([]);
  });
});
