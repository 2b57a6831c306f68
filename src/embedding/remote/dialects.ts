// How other servers are asked for one vector and for who they are: Quintet and TEI tell about their model, servers that
// speak only OpenAI's dialect are asked for a list of models.

import { z } from 'zod';
import type { EmbedKind } from '../ports.ts';

export type Dialect = 'quintet' | 'tei' | 'openai';

/** What a server said of itself; the dimension may have to be found by a probe. */
export type RemoteModel = {
  readonly dialect: Dialect;
  readonly id: string;
  readonly revision: string;
  readonly dtype: string;
  readonly pooling: string;
  readonly maxTokens: number;
  readonly dimension: number | undefined;
  readonly prompts: { readonly query: string; readonly passage: string };
  readonly device: string;
};

const pooling = z.object({ embedding: z.object({ pooling: z.string() }) });

export const descriptionAnswer = z.looseObject({
  model_id: z.string(),
  model_sha: z.string().nullish(),
  model_dtype: z.string().nullish(),
  model_type: z.union([pooling, z.unknown()]),
  max_input_length: z.number(),
  device: z.string().nullish(),
  dimension: z.number().nullish(),
  prompts: z.object({ query: z.string(), passage: z.string() }).nullish(),
});

export const modelsAnswer = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

/** The limit of most models of this kind, where the server does not say. */
const USUAL_MAX_TOKENS = 512;

/** Only Quintet tells prompts and dimension. */
export function readDescription(info: z.infer<typeof descriptionAnswer>): RemoteModel {
  const type = pooling.safeParse(info.model_type);
  const named = type.success ? type.data.embedding.pooling : 'mean';
  return {
    dialect: info.prompts && info.dimension ? 'quintet' : 'tei',
    id: info.model_id,
    revision: info.model_sha ?? 'unknown',
    dtype: info.model_dtype ?? 'unknown',
    pooling: named === 'last_token' ? 'last' : named,
    maxTokens: info.max_input_length,
    dimension: info.dimension ?? undefined,
    prompts: info.prompts ?? { query: '', passage: '' },
    device: info.device ?? 'unknown',
  };
}

export function readModels(list: z.infer<typeof modelsAnswer>, wanted: string | undefined): RemoteModel | undefined {
  const found = wanted === undefined ? list.data[0] : list.data.find(({ id }) => id === wanted);
  if (!found) return undefined;
  const unknown = { revision: 'unknown', dtype: 'unknown', pooling: 'mean', device: 'unknown' };
  return {
    dialect: 'openai',
    id: found.id,
    maxTokens: USUAL_MAX_TOKENS,
    dimension: undefined,
    prompts: { query: '', passage: '' },
    ...unknown,
  };
}

export type RemoteCall = { readonly path: string; readonly body: Readonly<Record<string, unknown>> };

/** The call for one text. Quintet puts the prompts in front itself; the others get the text as it should be read. */
export function toCall(
  text: string,
  { model, kind, prompt }: { model: RemoteModel; kind: EmbedKind; prompt: string },
): RemoteCall {
  if (model.dialect === 'tei')
    return { path: '/embed', body: { inputs: `${prompt}${text}`, truncate: true, normalize: true } };
  const common = { model: model.id, encoding_format: 'base64' };
  if (model.dialect === 'quintet')
    return { path: '/v1/embeddings', body: { ...common, input: text, input_type: kind } };
  return { path: '/v1/embeddings', body: { ...common, input: `${prompt}${text}` } };
}

const openAiAnswer = z.object({
  data: z.array(z.object({ embedding: z.union([z.string(), z.array(z.number())]) })).length(1),
});
const teiAnswer = z.array(z.array(z.number())).length(1);

/** The vector of an answer; undefined where the answer is not what the dialect promises. */
export function readVector(answer: unknown, { dialect }: RemoteModel): Float32Array | undefined {
  if (dialect === 'tei') {
    const [vector] = teiAnswer.safeParse(answer).data ?? [];
    return vector && Float32Array.from(vector);
  }
  const [found] = openAiAnswer.safeParse(answer).data?.data ?? [];
  if (!found) return undefined;
  if (typeof found.embedding !== 'string') return Float32Array.from(found.embedding);
  const bytes = Buffer.from(found.embedding, 'base64');
  return bytes.length % Float32Array.BYTES_PER_ELEMENT === 0
    ? new Float32Array(Uint8Array.from(bytes).buffer)
    : undefined;
}
