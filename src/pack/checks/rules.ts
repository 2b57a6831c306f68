// What a pack asks of its own texts (`checks.yaml`). A pack without the file is held to its form alone.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ITEM_KINDS, type PackFault } from '../content.ts';
import { YamlFile } from '../yaml-file.ts';

const bounds = z.tuple([z.int().min(0), z.int().min(1)]);
const words = z.array(z.string().min(1));

const rulesFile = z.strictObject({
  length: z.partialRecord(z.enum(ITEM_KINDS), z.strictObject({ ko: bounds, en: bounds })).default({}),
  duplicates: z.strictObject({ share: z.number(), allowance: z.number() }).optional(),
  forbidden: z.strictObject({ ko: words, en: words }).optional(),
});

export type ContentRules = z.infer<typeof rulesFile>;

export async function readRules(folder: string, faults: PackFault[]): Promise<ContentRules> {
  const text = await readFile(path.join(folder, 'checks.yaml'), 'utf8').catch(() => undefined);
  if (text === undefined) return { length: {} };
  const yaml = new YamlFile('checks.yaml', { text, faults });
  return yaml.parse(rulesFile, { value: yaml.value, path: [] }) ?? { length: {} };
}
