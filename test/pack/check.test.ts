// Everything that is wrong with a pack is reported at once, with the file and the line where it stands.
import { describe, expect, test } from 'bun:test';
import { checkPack, formatFault } from '../../src/pack/check.ts';
import {
  type FixtureName,
  findFixtureVocabulary,
  fixtureFolder,
  openPackCopy,
  openTempFolder,
} from '../fixtures/packs.ts';
import { codeOf } from '../fixtures/settled.ts';

async function faultsWith(files: Readonly<Record<string, string>>, name: FixtureName = 'small'): Promise<string[]> {
  await using copy = await openPackCopy(name, files);
  return (await checkPack(copy.path, findFixtureVocabulary)).faults.map(formatFault);
}

function items(...lines: string[]): string {
  return ['items:', ...lines.map((line) => `  - ${line}`), ''].join('\n');
}

const FINE = 'ko: 괜찮은 글이에요., en: A fine text.';

describe('checkPack', () => {
  test.each(['small', 'open'] as const)('finds nothing in the fixture pack %s', async (name) => {
    const { content, faults } = await checkPack(fixtureFolder(name), findFixtureVocabulary);
    expect(faults).toEqual([]);
    expect(content?.name).toBe(name);
  });

  test('reports the faults of all files at once, in the order of file and line', async () => {
    const faults = await faultsWith({
      'domain/love.yaml': `domain: love\n${items(`{ id: one, themes: [nothing], ${FINE} }`)}`,
      'cross/cross.yaml': items(
        `{ id: two, when: [astro.mars.house=13], ${FINE} }`,
        `{ id: three, when: [saju.zodiac=dragon], ${FINE} }`,
      ),
      'graph/edges/edges.csv': 'source,relation,target,weight\nmaster-wood,is,nowhere,2\n',
    });
    expect(faults).toEqual([
      'cross/cross.yaml:2: when: "astro.mars.house" has no value "13"',
      'cross/cross.yaml:3: when: the vocabulary has no key "saju.zodiac"',
      'domain/love.yaml:3: themes: "nothing" is not in pack.yaml',
      'graph/edges/edges.csv:2: weight: found "2", expected a number above 0 and at most 1',
      'graph/edges/edges.csv:2: edge: no node "graph/nowhere"',
    ]);
  });

  test('throws bad_pack only where there is no pack at all', async () => {
    await using empty = await openTempFolder();
    expect(await codeOf(checkPack(empty.path, findFixtureVocabulary))).toBe('bad_pack');
    expect(await codeOf(checkPack(`${empty.path}/absent`, findFixtureVocabulary))).toBe('bad_pack');
  });
});

describe('form', () => {
  test('refuses a mistyped key at its own line', async () => {
    const faults = await faultsWith({
      'cross/cross.yaml': `items:\n  - id: one\n    wen: [saju.day_master=gap]\n    when: [saju.day_master=gap]\n    ko: 글\n    en: text\n`,
    });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^cross\/cross\.yaml:[23]: .*wen/);
  });

  test('names the line of a broken YAML file and goes on with the others', async () => {
    const faults = await faultsWith({
      'cross/cross.yaml': 'items:\n  - { id: one\n',
      'domain/love.yaml': `domain: love\n${items(`{ id: one, themes: [nothing], ${FINE} }`)}`,
    });
    expect(faults.filter((fault) => fault.startsWith('cross/cross.yaml:')).length).toBeGreaterThan(0);
    expect(faults).toContain('domain/love.yaml:3: themes: "nothing" is not in pack.yaml');
  });

  test('reports a faulty pack.yaml', async () => {
    const faults = await faultsWith({ 'pack.yaml': 'name: Small\nversion: one\n' });
    expect(faults.length).toBeGreaterThanOrEqual(4);
    expect(faults.every((fault) => /^pack\.yaml:\d+: /.test(fault))).toBe(true);
  });

  test('refuses a text that is missing in one language', async () => {
    const faults = await faultsWith({
      'cross/cross.yaml': items('{ id: one, when: [saju.day_master=gap], ko: 글이에요. }'),
    });
    expect(faults[0]).toMatch(/^cross\/cross\.yaml:2: items\.0\.en: /);
  });

  test('refuses an id that stands twice and says where it stood first', async () => {
    const line = `{ id: one, when: [saju.day_master=gap], ${FINE} }`;
    const faults = await faultsWith({ 'cross/cross.yaml': items(line, line) });
    expect(faults).toEqual(['cross/cross.yaml:3: id: "cross/one" stands already at cross/cross.yaml:2']);
  });

  test('refuses a table row with another number of cells, and a wrong header', async () => {
    const faults = await faultsWith({ 'graph/edges/edges.csv': 'from,to\nmaster-wood,is,growth\n' });
    expect(faults).toEqual([
      'graph/edges/edges.csv:1: header: found "from,to", expected "source,relation,target,weight"',
      'graph/edges/edges.csv:2: found 3 cells, expected 4',
    ]);
  });

  test('refuses a line of passages that is no passage', async () => {
    const faults = await faultsWith({
      'corpus/passages/more.jsonl': '{"_id": 1, "text": "Fine."}\n\nnot json\n{"_id": 2}\n',
    });
    expect(faults).toEqual([
      'corpus/passages/more.jsonl:3: found no passage, expected a JSON object with _id and text',
      'corpus/passages/more.jsonl:4: found no passage, expected a JSON object with _id and text',
    ]);
  });
});

describe('references', () => {
  test('refuses a vocabulary that the build does not know', async () => {
    const text = await Bun.file(`${fixtureFolder('open')}/pack.yaml`).text();
    expect(await faultsWith({ 'pack.yaml': `${text}vocabulary: chess\n` }, 'open')).toEqual([
      'pack.yaml:1: vocabulary: "chess" is unknown',
    ]);
  });

  test('refuses a star in a condition and takes it in a soft fact', async () => {
    const faults = await faultsWith({
      'cross/cross.yaml': items(
        `{ id: one, when: ["saju.season=*"], ${FINE} }`,
        `{ id: two, when: [saju.season=spring], about: ["saju.season=*"], ${FINE} }`,
      ),
    });
    expect(faults).toEqual(['cross/cross.yaml:2: when: "saju.season" has no value "*"']);
  });

  test('takes any well-formed fact of an open vocabulary and refuses one without a value', async () => {
    const faults = await faultsWith(
      { 'hints/hints.yaml': items(`{ id: one, when: [anything.goes=here, "tier"], ${FINE} }`) },
      'open',
    );
    expect(faults).toEqual(['hints/hints.yaml:2: when: found "tier", expected key=value']);
  });

  test('refuses a rule without a condition', async () => {
    const faults = await faultsWith({ 'persona/stoic.yaml': `voice: stoic\n${items(`{ id: one, ${FINE} }`)}` });
    expect(faults).toEqual([
      'persona/stoic.yaml:3: when: found no condition, expected at least one: a rule claims something about the reader',
    ]);
  });

  test('refuses an unknown concept, and themes and facts of concepts that are unknown', async () => {
    const faults = await faultsWith({
      'concepts.yaml':
        'concepts:\n  change: { ko: 변화, en: change, themes: [nothing], about: [saju.season=fifth] }\n  water: { ko: 물, en: water }\n',
      'domain/love.yaml': `domain: love\n${items(`{ id: one, concepts: [wind], ${FINE} }`)}`,
    });
    expect(faults).toContain('concepts.yaml:1: change.about: "saju.season" has no value "fifth"');
    expect(faults).toContain('concepts.yaml:1: change.themes: "nothing" is not in pack.yaml');
    expect(faults).toContain('domain/love.yaml:3: concepts: "wind" is not in concepts.yaml');
  });

  test('refuses a theme whose domain nobody writes about, and a fallback that is no theme', async () => {
    const text = await Bun.file(`${fixtureFolder('open')}/pack.yaml`).text();
    const faults = await faultsWith(
      {
        'pack.yaml': text
          .replace('en: billing }', 'en: billing, domain: money }')
          .replace('fallbackTheme: general', 'fallbackTheme: none'),
      },
      'open',
    );
    expect(faults).toEqual([
      'pack.yaml:1: fallbackTheme: "none" is not a theme',
      'pack.yaml:1: themes.billing.domain: no item belongs to "money"',
    ]);
  });

  test('refuses edges without a node or relation, to themselves, and twice', async () => {
    const faults = await faultsWith({
      'graph/edges/edges.csv': `source,relation,target,weight
master-wood,is,growth,1
master-wood,is,growth,0.5
master-wood,likes,growth,1
growth,is,growth,1
ghost,is,growth,1
`,
    });
    expect(faults).toEqual([
      'graph/edges/edges.csv:3: edge: it stands twice',
      'graph/edges/edges.csv:4: edge: no relation "likes" in relations.yaml',
      'graph/edges/edges.csv:5: edge: "graph/growth" leads to itself',
      'graph/edges/edges.csv:6: edge: no node "graph/ghost"',
    ]);
  });

  test('refuses a quotation that is not word for word in its passage, and a passage or work that is not shipped', async () => {
    const faults = await faultsWith({
      'corpus/passages/other.jsonl': '{"_id": "1", "text": "A fine text."}\n',
      'corpus/quotes.yaml': items(
        '{ id: one, passage: river/2, ko: 다리는 놓인다., en: A bridge is made from both banks. }',
        `{ id: two, passage: river/9, ${FINE} }`,
        `{ id: three, passage: other/1, ${FINE} }`,
      ),
    });
    expect(faults).toEqual([
      'corpus/quotes.yaml:2: en: not found word for word in the passage "river/2"',
      'corpus/quotes.yaml:3: passage: "river/9" is not among the shipped passages',
      'corpus/quotes.yaml:4: passage: the work "other" is not in works.yaml',
    ]);
  });
});

describe('texts', () => {
  test('refuses the script of the other language, and a text without its own', async () => {
    const faults = await faultsWith({
      'domain/love.yaml': `domain: love\n${items(
        '{ id: one, ko: Mars가 있어요., en: A fine 글. }',
        '{ id: two, ko: "123", en: "456" }',
        '{ id: three, name: { ko: Wood, en: 나무 }, ko: 좋은 글이에요., en: A fine text. }',
      )}`,
    });
    expect(faults).toEqual([
      'domain/love.yaml:3: text.en: found Hangul in an English text',
      'domain/love.yaml:3: text.ko: found Latin letters in a Korean text',
      'domain/love.yaml:4: text.ko: found no Hangul in a Korean text',
      'domain/love.yaml:4: text.en: found no Latin letters in an English text',
      'domain/love.yaml:5: name.en: found Hangul in an English text',
      'domain/love.yaml:5: name.ko: found Latin letters in a Korean text',
      'domain/love.yaml:5: name.ko: found no Hangul in a Korean text',
      'domain/love.yaml:5: name.en: found no Latin letters in an English text',
    ]);
  });

  test('holds texts to the lengths of checks.yaml', async () => {
    const faults = await faultsWith({
      'checks.yaml': 'length: { quotation: { ko: [1, 20], en: [1, 60] } }\n',
    });
    expect(faults).toEqual([
      'corpus/quotes.yaml:2: ko: found 38 characters, expected 1 to 20',
      'corpus/quotes.yaml:2: en: found 75 characters, expected 1 to 60',
      'corpus/quotes.yaml:17: ko: found 26 characters, expected 1 to 20',
    ]);
  });

  test('finds forbidden claims: English whole words in the case of the list, Korean stems anywhere, never in quotations', async () => {
    const faults = await faultsWith({
      'checks.yaml': 'forbidden: { ko: [물], en: [cancer, water] }\n',
      'domain/love.yaml': `domain: love\n${items(
        '{ id: one, ko: 강물처럼 흘러요., en: It cures cancer. }',
        '{ id: two, ko: 게자리예요., en: Cancer is a sign and watery at that. }',
      )}`,
    });
    expect(faults.filter((fault) => fault.startsWith('domain/'))).toEqual([
      'domain/love.yaml:3: ko: found the forbidden claim "물"',
      'domain/love.yaml:3: en: found the forbidden claim "cancer"',
    ]);
    expect(faults.some((fault) => fault.startsWith('corpus/'))).toBe(false);
  });

  test('finds twins of one part where they are more than the allowance', async () => {
    const twin =
      'ko: 다툼은 이기는 일이 아니라 서로의 사정을 알아내는 일이에요, en: A quarrel is where two people learn how things stand';
    const files = {
      'checks.yaml': 'duplicates: { share: 0.8, allowance: 0.3 }\n',
      'domain/love.yaml': `domain: love\n${items(`{ id: one, ${twin}. }`, `{ id: two, ${twin}! }`)}`,
    };
    expect((await faultsWith(files)).sort()).toEqual([
      'domain/love.yaml:3: en: shares more than 80 % of its words with "domain/two"',
      'domain/love.yaml:3: ko: shares more than 80 % of its words with "domain/two"',
      'domain/love.yaml:4: en: shares more than 80 % of its words with "domain/one"',
      'domain/love.yaml:4: ko: shares more than 80 % of its words with "domain/one"',
    ]);
    expect(await faultsWith({ ...files, 'checks.yaml': 'duplicates: { share: 0.8, allowance: 0.5 }\n' })).toEqual([]);
  });
});
