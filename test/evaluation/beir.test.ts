// Test collections in the layout of BEIR.
import { describe, expect, test } from 'bun:test';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readBeir } from '../../src/evaluation/beir.ts';
import { toServiceError } from '../../src/kernel/errors.ts';
import { openTempFolder } from '../fixtures/packs.ts';

async function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
}

const QUERIES = '{"_id":"q1","text":"What is it"}\n';
const QRELS = 'query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n';

describe('readBeir', () => {
  test('reads a packed corpus, queries and the judgements above 0, without their header', async () => {
    await using folder = await openTempFolder();
    const corpus = gzipSync('{"_id":"d1","title":"One","text":"It is one."}\n{"_id":"d2","text":"Two."}\n');
    await write(folder.path, { 'corpus.jsonl.gz': corpus, 'queries.jsonl': QUERIES, 'qrels.tsv': QRELS });
    const set = await readBeir(folder.path);
    expect(set.name).toBe(path.basename(folder.path));
    expect(set.corpora.get('')).toEqual([
      { _id: 'd1', title: 'One', text: 'It is one.' },
      { _id: 'd2', title: '', text: 'Two.' },
    ]);
    expect(set.queries.get('')).toEqual([{ _id: 'q1', text: 'What is it' }]);
    expect([...set.judgements].map(([query, grades]) => [query, [...grades]])).toEqual([['q1', [['d1', 2]]]]);
  });

  test('tells the languages of a collection apart by the names of its files', async () => {
    await using folder = await openTempFolder();
    const document = '{"_id":"d1","text":"x"}\n';
    await write(folder.path, {
      'corpus-en.jsonl': document,
      'corpus-ko.jsonl': document,
      'queries-ko.jsonl': QUERIES,
      'qrels.tsv': QRELS,
    });
    const set = await readBeir(folder.path);
    expect([...set.corpora.keys()]).toEqual(['en', 'ko']);
    expect([...set.queries.keys()]).toEqual(['ko']);
  });

  test('names the file and the line of what is not in the layout', async () => {
    await using folder = await openTempFolder();
    await write(folder.path, { 'corpus.jsonl': `${QUERIES}{"_id":7}\n`, 'queries.jsonl': QUERIES, 'qrels.tsv': QRELS });
    const error = toServiceError(await readBeir(folder.path).catch((thrown: unknown) => thrown));
    expect(error.code).toBe('invalid_request');
    expect(error.message).toContain('corpus.jsonl:2');
  });

  test('says what it expected when a file is missing', async () => {
    await using folder = await openTempFolder();
    await write(folder.path, { 'queries.jsonl': QUERIES });
    const error = toServiceError(await readBeir(folder.path).catch((thrown: unknown) => thrown));
    expect(error.message).toContain('qrels.tsv');
  });
});
