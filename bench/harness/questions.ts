// Questions for benches: the 200 real ones of the tests, and as many new ones as a run needs, each unlike all others.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Locale } from '../../src/kernel/locale.ts';

export type AskedQuestion = { readonly text: string; readonly locale: Locale; readonly theme: string };

const AGES = 60;
const FIRST_AGE = 19;
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

const questionFile = z.object({
  theme: z.string(),
  questions: z.array(z.object({ language: z.enum(['ko', 'en']), question: z.string() })),
});

/** In the order of files and lines, so that a seed means the same everywhere. */
export async function readQuestions(root: string): Promise<AskedQuestion[]> {
  const folder = path.join(root, 'test', 'questions');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  const parsed = await Promise.all(
    files.map(async (file) => questionFile.parse(parse(await readFile(path.join(folder, file), 'utf8')))),
  );
  return parsed.flatMap(({ theme, questions }) =>
    questions.map(({ question, language }) => ({ text: question, locale: language, theme })),
  );
}

/** The question number `at`: a real one with an age and a month of its own; 144,000 pass before one returns. */
export function varyQuestion(questions: readonly AskedQuestion[], at: number): AskedQuestion {
  const base = questions[at % questions.length];
  if (!base) throw new RangeError('There are no questions to vary');
  const turn = Math.floor(at / questions.length);
  const age = FIRST_AGE + (turn % AGES);
  const month = Math.floor(turn / AGES) % MONTHS.length;
  const detail =
    base.locale === 'ko'
      ? `저는 ${age}살이고 ${month + 1}월까지 정해야 해요.`
      : `I am ${age} and have to decide by ${MONTHS[month]}.`;
  return { ...base, text: `${base.text} ${detail}` };
}
