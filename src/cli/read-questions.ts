// Reads judged questions: YAML files of one theme each. Every fault is named with file and line.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { EvaluationQuestion } from '../evaluation/search-eval.ts';
import { SPLITS } from '../evaluation/splits.ts';
import { ServiceError } from '../kernel/errors.ts';
import { LOCALES } from '../kernel/locale.ts';
import { formatFault } from '../pack/check.ts';
import type { PackFault } from '../pack/content.ts';
import { YamlFile } from '../pack/yaml-file.ts';

const questionFile = z.object({
  theme: z.string(),
  questions: z.array(
    z.object({
      id: z.string(),
      language: z.enum(LOCALES),
      split: z.enum(SPLITS),
      question: z.string().min(1),
      /** Ids by source; the names are for readers, an id names its part itself. */
      accepted: z.record(z.string(), z.array(z.string())),
    }),
  ),
});

/** In the order of files and lines. Rejects with `invalid_request`. */
export async function readQuestions(folder: string): Promise<EvaluationQuestion[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ServiceError('invalid_request', `Cannot read the questions in "${folder}"`, { cause });
  });
  const faults: PackFault[] = [];
  const questions: EvaluationQuestion[] = [];
  for (const name of names.filter((file) => file.endsWith('.yaml')).sort()) {
    const file = new YamlFile(name, { text: await readFile(path.join(folder, name), 'utf8'), faults });
    const parsed = file.parse(questionFile, { value: file.value, path: [] });
    for (const { accepted, ...question } of parsed?.questions ?? [])
      questions.push({ ...question, theme: parsed?.theme ?? '', accepted: Object.values(accepted).flat() });
  }
  if (faults.length > 0)
    throw new ServiceError('invalid_request', `The questions have faults:\n  ${faults.map(formatFault).join('\n  ')}`);
  return questions;
}
