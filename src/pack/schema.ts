// The shape of the files that a writer edits. Unknown keys are faults: a mistyped `wen:` must not pass in silence.

import { z } from 'zod';
import { LOCALES } from '../kernel/locale.ts';
import { ENGINES } from './content.ts';

const localText = z.strictObject({ ko: z.string().trim().min(1), en: z.string().trim().min(1) });
const id = z.string().regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/, 'expected lower-case words joined by hyphens');
const facts = z.array(z.string().min(3)).max(24);
const weight = z.number().min(0.1).max(3).default(1);

export const packFile = z.strictObject({
  name: id,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'expected a version such as 1.0.0'),
  vocabulary: z.string().default('open'),
  languages: z.array(z.enum(LOCALES)).min(1),
  licence: z.string().optional(),
  sources: z.record(
    id,
    z.strictObject({
      title: localText.optional(),
      engine: z.enum(ENGINES),
      items: id,
      limit: z.int().min(1).max(50),
      rules: z.int().min(0).max(50).default(5),
      balanceByGroup: z.boolean().default(false),
      domainByTheme: z.boolean().default(false),
      needs: z.array(z.string()).default([]),
    }),
  ),
  themes: z.record(
    id,
    z.strictObject({
      ko: z.string(),
      en: z.string(),
      aliases: z.array(id).default([]),
      domain: id.optional(),
      openDomain: z.boolean().default(false),
      emphasis: z.array(z.string()).default([]),
    }),
  ),
  fallbackTheme: id,
});

export const conceptsFile = z.strictObject({
  concepts: z.record(
    id,
    z.strictObject({ ko: z.string(), en: z.string(), themes: z.array(id).default([]), about: facts.default([]) }),
  ),
});

export const relationsFile = z.strictObject({ relations: z.record(id, localText) });

export const worksFile = z.strictObject({
  works: z.record(id, z.strictObject({ author: localText, work: localText, translator: z.string().optional() })),
});

/** One item of any part. Which keys make sense depends on the part's engine; `read.ts` says so. */
export const itemEntry = z.strictObject({
  id,
  kind: id.optional(),
  when: facts.default([]),
  about: facts.default([]),
  themes: z.array(id).default([]),
  concepts: z.array(id).default([]),
  weight,
  name: localText.optional(),
  title: localText.optional(),
  passage: z.string().optional(),
  ko: z.string().trim().min(1),
  en: z.string().trim().min(1),
});

export const itemsFile = z.strictObject({
  voice: id.optional(),
  domain: id.optional(),
  family: id.optional(),
  items: z.array(z.unknown()),
});

export const passageLine = z.looseObject({
  _id: z.union([z.string(), z.number()]).transform(String),
  section: z.string().optional(),
  text: z.string(),
});

export type ItemEntry = z.infer<typeof itemEntry>;
export type ItemsFile = z.infer<typeof itemsFile>;
