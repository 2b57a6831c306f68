// Reads test collections in the layout of BEIR: corpus, queries and judgements, each possibly in several languages
// (`corpus-ko.jsonl`) and packed. Thakur et al., "BEIR: A Heterogenous Benchmark" (2021). It downloads nothing.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { ServiceError } from '../kernel/errors.ts';
import type { Grades } from './metrics.ts';

const corpusLine = z.object({ _id: z.string(), title: z.string().default(''), text: z.string() });
const queryLine = z.object({ _id: z.string(), text: z.string() });

export type BeirDocument = z.infer<typeof corpusLine>;
export type BeirQuery = z.infer<typeof queryLine>;

/** Texts by language: `en` for `corpus-en.jsonl`, the empty string for `corpus.jsonl`. */
export type BeirSet = {
  readonly name: string;
  readonly corpora: ReadonlyMap<string, readonly BeirDocument[]>;
  readonly queries: ReadonlyMap<string, readonly BeirQuery[]>;
  /** Grades by query id. */
  readonly judgements: ReadonlyMap<string, Grades>;
};

/** Rejects with `invalid_request`, naming file and line, for what is not in the layout. */
export async function readBeir(folder: string): Promise<BeirSet> {
  const files = await readdir(folder).catch((cause: unknown) => {
    throw new ServiceError('invalid_request', `Cannot read the folder "${folder}"`, { cause });
  });
  const qrels = files.find((file) => /^qrels\.tsv(\.gz)?$/.test(file));
  const [corpora, queries] = await Promise.all([
    readLanguages(folder, { files, kind: 'corpus', schema: corpusLine }),
    readLanguages(folder, { files, kind: 'queries', schema: queryLine }),
  ]);
  if (qrels === undefined || corpora.size === 0 || queries.size === 0)
    throw new ServiceError('invalid_request', `"${folder}": expected corpus*.jsonl, queries*.jsonl and qrels.tsv`);
  const judgements = parseJudgements(await readText(path.join(folder, qrels)));
  return { name: path.basename(path.resolve(folder)), corpora, queries, judgements };
}

async function readLanguages<T>(
  folder: string,
  options: { files: readonly string[]; kind: string; schema: z.ZodType<T> },
): Promise<Map<string, T[]>> {
  const pattern = new RegExp(`^${options.kind}(?:-(\\w+))?\\.jsonl(?:\\.gz)?$`);
  const found = new Map<string, T[]>();
  for (const file of [...options.files].sort()) {
    const match = pattern.exec(file);
    if (!match) continue;
    const place = path.join(folder, file);
    found.set(match[1] ?? '', parseLines(await readText(place), { place, schema: options.schema }));
  }
  return found;
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function parseLines<T>(text: string, { place, schema }: { place: string; schema: z.ZodType<T> }): T[] {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    try {
      return [schema.parse(JSON.parse(line))];
    } catch (cause) {
      throw new ServiceError('invalid_request', `${place}:${at + 1}: expected a JSON object of BEIR`, { cause });
    }
  });
}

/** Rows of query, document and grade; a header has no number for a grade and falls away, as does grade 0. */
function parseJudgements(text: string): Map<string, Map<string, number>> {
  const judgements = new Map<string, Map<string, number>>();
  for (const line of text.split('\n')) {
    const [query = '', document = '', grade = ''] = line.trim().split('\t');
    const value = Number.parseInt(grade, 10);
    if (!(value > 0)) continue;
    const grades = judgements.get(query) ?? new Map<string, number>();
    judgements.set(query, grades.set(document, value));
  }
  return judgements;
}
