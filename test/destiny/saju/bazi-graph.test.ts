// The saju tables against the edges of the bazi-graph data, where that lies beside the repository.
import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BRANCH_NAMES, STEM_NAMES } from '../../../src/destiny/saju/names.ts';
import { BRANCH_LINKS, STEM_LINKS } from '../../../src/destiny/saju/relations.ts';
import { PAIRS } from '../../../src/destiny/saju/sixty-pairs.ts';
import { BRANCH_ELEMENT, HIDDEN_STEMS, STEM_ELEMENT, STEM_POLARITY } from '../../../src/destiny/saju/stems-branches.ts';
import { BRANCHES, type Branch, STEMS, type Stem } from '../../../src/destiny/vocabulary.ts';

const FOLDER = join(import.meta.dir, '../../../../shared/data/bazi-graph');
const IS_ABSENT = !existsSync(FOLDER);
if (IS_ABSENT)
  console.warn('Skipped: ../shared/data/bazi-graph is not here, so the saju tables were not compared with it');

type Edge = { source: string; relation: string; target: string };

function readRows(file: string): string[][] {
  const lines = readFileSync(join(FOLDER, file), 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => line.split('\t'));
}

function readEdges(relation: string): Edge[] {
  return readRows('edges.tsv')
    .map(([source = '', kind = '', target = '']) => ({ source, relation: kind, target }))
    .filter((edge) => edge.relation === relation);
}

const STEM_OF_ID = new Map(STEMS.map((stem) => [`stem:${STEM_NAMES[stem].pinyin}`, stem]));
const BRANCH_OF_ID = new Map(BRANCHES.map((branch) => [`branch:${BRANCH_NAMES[branch].pinyin}`, branch]));

function stemOf(id: string): Stem {
  const stem = STEM_OF_ID.get(id);
  if (stem === undefined) throw new Error(`Expected a stem, got "${id}"`);
  return stem;
}

function branchOf(id: string): Branch {
  const branch = BRANCH_OF_ID.get(id);
  if (branch === undefined) throw new Error(`Expected a branch, got "${id}"`);
  return branch;
}

describe.skipIf(IS_ABSENT)('bazi-graph', () => {
  test('names stems and branches as our table does', () => {
    const names = new Map(readRows('nodes.tsv').map(([id = '', , hanja = '', ko = '']) => [id, `${hanja}${ko}`]));
    for (const [id, stem] of STEM_OF_ID) expect(names.get(id)).toBe(STEM_NAMES[stem].hanja + STEM_NAMES[stem].ko);
    for (const [id, branch] of BRANCH_OF_ID)
      expect(names.get(id)).toBe(BRANCH_NAMES[branch].hanja + BRANCH_NAMES[branch].ko);
  });

  test('has our elements and polarities', () => {
    for (const { source, target } of readEdges('HAS_ELEMENT')) {
      const element = source.startsWith('stem') ? STEM_ELEMENT[stemOf(source)] : BRANCH_ELEMENT[branchOf(source)];
      expect(`element:${element}`).toBe(target);
    }
    const ofStems = readEdges('HAS_POLARITY').filter(({ source }) => source.startsWith('stem'));
    for (const { source, target } of ofStems) expect(`yinyang:${STEM_POLARITY[stemOf(source)]}`).toBe(target);
    expect(ofStems.length).toBe(10);
  });

  test('has exactly our combinations of stems and of branches, and our clashes', () => {
    const combined = readEdges('COMBINES_WITH');
    const stems = combined.filter(({ source }) => source.startsWith('stem'));
    const branches = combined.filter(({ source }) => source.startsWith('branch'));
    expect(stems.map(pairText).sort()).toEqual(listLinked(STEMS, STEM_LINKS, 'stem_hap'));
    expect(branches.map(pairText).sort()).toEqual(listLinked(BRANCHES, BRANCH_LINKS, 'branch_hap'));
    expect(readEdges('CLASHES_WITH').map(pairText).sort()).toEqual(listLinked(BRANCHES, BRANCH_LINKS, 'branch_chung'));
  });

  test('hides only stems that our longer table hides too', () => {
    for (const { source, target } of readEdges('HIDES_STEM')) {
      const { chogi, junggi, jeonggi } = HIDDEN_STEMS[branchOf(source)];
      expect([chogi, junggi, jeonggi]).toContain(stemOf(target));
    }
  });

  test('lists our sixty pairs in our order', () => {
    const rows = readRows('sixty-pairs.tsv').map(
      ([, , , , stem = '', branch = '']) => `${stemOf(stem)}_${branchOf(branch)}`,
    );
    expect(rows).toEqual(PAIRS.map(({ name }) => name));
  });
});

function pairText({ source, target }: Edge): string {
  return source.startsWith('stem') ? `${stemOf(source)} ${stemOf(target)}` : `${branchOf(source)} ${branchOf(target)}`;
}

type Links<T extends string> = Readonly<Record<T, Readonly<Record<T, readonly { relation: string }[]>>>>;

function listLinked<T extends string>(members: readonly T[], links: Links<T>, relation: string): string[] {
  const pairs = members.flatMap((first) =>
    members
      .filter((second) => links[first][second].some((link) => link.relation === relation))
      .map((second) => `${first} ${second}`),
  );
  return pairs.sort();
}
