// Finds a model by name or folder and describes it. It loads no weights into memory and downloads nothing.

import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { ServiceError } from '../kernel/errors.ts';
import type { DescribedModel, ModelDescriptor, ModelFiles } from './descriptor.ts';
import { hashFiles } from './revision.ts';

/** The embedded models. What config files do not say (prompts, limits) is stated here. */
const EMBEDDED = {
  multilingual: {
    folder: 'multilingual-e5-small-ko-en',
    ownedBy: 'intfloat',
    maxTokens: 512,
    prompts: { query: 'query: ', passage: 'passage: ' },
  },
  english: {
    folder: 'all-minilm-l6-v2',
    ownedBy: 'sentence-transformers',
    maxTokens: 256,
    prompts: { query: '', passage: '' },
  },
} as const;

/** Which graph is taken when a folder holds several: the smallest that keeps the quality comes first. */
const DTYPES = [
  { dtype: 'q8', suffix: '_quantized' },
  { dtype: 'int8', suffix: '_int8' },
  { dtype: 'fp32', suffix: '' },
] as const;

const configSchema = z.looseObject({
  hidden_size: z.number().int().positive(),
  max_position_embeddings: z.number().int().positive().optional(),
});
const tokenizerConfigSchema = z.looseObject({ model_max_length: z.number().positive().optional() });
const wordTableSchema = z.object({
  data: z.string(),
  rows: z.number().int().positive(),
  dim: z.number().int().positive(),
  q: z.object({ offset: z.number().int().nonnegative() }),
  scale: z.object({ offset: z.number().int().nonnegative() }),
});
/** `quintet.json` in a user's model folder: whatever differs from mean pooling, normalised, without prompts. */
const settingsSchema = z.strictObject({
  id: z.string().min(1).optional(),
  ownedBy: z.string().optional(),
  maxTokens: z.number().int().min(3).optional(),
  pooling: z.enum(['mean', 'cls', 'last']).optional(),
  normalize: z.boolean().optional(),
  prompts: z.object({ query: z.string(), passage: z.string() }).optional(),
});
type Settings = z.infer<typeof settingsSchema>;

export type OpenModelOptions = {
  /** Folder that holds the embedded models. */
  modelsDir: string;
  /** Name of the model, where its folder does not say. */
  id?: string | undefined;
};

/** As `describeModel`, and hashes the files, which takes a millisecond a megabyte. */
export async function openModel(nameOrFolder: string, options: OpenModelOptions): Promise<ModelDescriptor> {
  return identifyModel(await describeModel(nameOrFolder, options));
}

/** Apart, because engines need not wait for it. Throws `bad_config` for a file that cannot be read. */
export function identifyModel(model: DescribedModel): ModelDescriptor {
  const { graph, weights, tokenizer } = model.files;
  return { ...model, revision: hashFiles([graph, weights, tokenizer]) };
}

/**
 * Describes `multilingual`, `english`, or a folder in the transformers.js layout.
 * Throws `bad_config` naming the file that is missing, torn or contradicts another one.
 */
export async function describeModel(
  nameOrFolder: string,
  { modelsDir, id }: OpenModelOptions,
): Promise<DescribedModel> {
  const known = isEmbedded(nameOrFolder) ? EMBEDDED[nameOrFolder] : undefined;
  const folder = known ? join(modelsDir, known.folder) : resolve(nameOrFolder);
  if (!existsSync(folder))
    throw new ServiceError(
      'bad_config',
      `The model "${nameOrFolder}" is not at "${folder}"; wanted is multilingual, english or a model folder`,
    );
  const config = await readJson(join(folder, 'config.json'), configSchema);
  const tokenizerConfig = await readJson(join(folder, 'tokenizer_config.json'), tokenizerConfigSchema);
  const settings: Settings = known ?? (await readOptional(join(folder, 'quintet.json'), settingsSchema)) ?? {};
  const { files, dtype } = await findFiles(folder, config.hidden_size);
  return {
    id: ('id' in settings && settings.id) || id || basename(folder),
    ownedBy: settings.ownedBy ?? 'local',
    dimension: config.hidden_size,
    maxTokens: settings.maxTokens ?? limitOf(config.max_position_embeddings, tokenizerConfig.model_max_length),
    pooling: settings.pooling ?? 'mean',
    normalize: settings.normalize ?? true,
    prompts: settings.prompts ?? usualPrompts(id ?? basename(folder)),
    dtype,
    files,
  };
}

/** Models of the e5 family were trained with prompts that no file of theirs states. */
function usualPrompts(id: string): ModelDescriptor['prompts'] {
  const isE5 = /(?:^|[/-])e5-/i.test(id);
  return isE5 ? { query: 'query: ', passage: 'passage: ' } : { query: '', passage: '' };
}

function isEmbedded(name: string): name is keyof typeof EMBEDDED {
  return Object.hasOwn(EMBEDDED, name);
}

/** Tokenizer files say 1e30 for "no limit"; then the network's own positions count, and 512 where nothing is said. */
function limitOf(positions: number | undefined, declared: number | undefined): number {
  return Math.min(positions ?? 512, declared ?? Number.POSITIVE_INFINITY);
}

async function findFiles(folder: string, dimension: number): Promise<{ files: ModelFiles; dtype: string }> {
  const tokenizer = join(folder, 'tokenizer.json');
  if (!existsSync(tokenizer)) throw new ServiceError('bad_config', `The model file "${tokenizer}" is missing`);
  const common = {
    folder,
    tokenizer,
    config: join(folder, 'config.json'),
    tokenizerConfig: join(folder, 'tokenizer_config.json'),
  };
  const table = await readOptional(join(folder, 'embeddings.json'), wordTableSchema);
  const encoder = join(folder, 'onnx', 'encoder_quantized.onnx');
  if (table && existsSync(encoder)) {
    const weights = join(folder, table.data);
    const needed = table.scale.offset + table.rows * Float32Array.BYTES_PER_ELEMENT;
    if (table.dim !== dimension || !existsSync(weights) || Bun.file(weights).size < needed)
      throw new ServiceError(
        'bad_config',
        `The weights "${weights}" do not hold the word table that embeddings.json describes`,
      );
    const wordTable = { rows: table.rows, dimension, rowsOffset: table.q.offset, scalesOffset: table.scale.offset };
    return { files: { ...common, graph: encoder, weights, wordTable }, dtype: 'q8' };
  }
  for (const { dtype, suffix } of DTYPES) {
    const graph = join(folder, 'onnx', `model${suffix}.onnx`);
    if (!existsSync(graph)) continue;
    const weights = existsSync(`${graph}_data`) ? `${graph}_data` : undefined;
    return { files: { ...common, graph, weights, wordTable: undefined }, dtype };
  }
  throw new ServiceError(
    'bad_config',
    `The folder "${join(folder, 'onnx')}" holds no model_quantized.onnx, model_int8.onnx or model.onnx`,
  );
}

async function readOptional<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  return existsSync(path) ? readJson(path, schema) : undefined;
}

async function readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
  try {
    return schema.parse(await Bun.file(path).json());
  } catch (cause) {
    const detail = cause instanceof z.ZodError ? `: ${z.prettifyError(cause)}` : ' as JSON';
    throw new ServiceError('bad_config', `The model file "${path}" cannot be read${detail}`, { cause });
  }
}
