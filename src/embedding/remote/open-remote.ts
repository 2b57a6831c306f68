// Another server behind the engine port. Who it is and what dimension its vectors have is checked before it counts as
// ready; while it is sick, a breaker spares it and tells callers when to come back.

import { setTimeout } from 'node:timers/promises';
import { Breaker } from '../../kernel/breaker.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ServiceError } from '../../kernel/errors.ts';
import type { Events } from '../../kernel/events.ts';
import type { JobResult, Lane, PoolState } from '../../pool/ports.ts';
import type { ModelIdentity } from '../descriptor.ts';
import type { EmbedEngine, EmbedWork } from '../ports.ts';
import { isServerFault, RemoteClient } from './client.ts';
import {
  descriptionAnswer,
  modelsAnswer,
  type RemoteModel,
  readDescription,
  readModels,
  readVector,
  toCall,
} from './dialects.ts';

export type RemoteOptions = {
  readonly url: string;
  readonly key: string | undefined;
  /** Name of the model, where the server has several. */
  readonly model: string | undefined;
  /** Put in front of texts for servers that know no prompts. */
  readonly prompts: { readonly query: string; readonly passage: string };
  readonly events: Events;
  readonly clock: Clock;
};

export type RemoteEngine = { readonly identity: ModelIdentity; readonly device: string; readonly engine: EmbedEngine };

/** Texts in flight at once: enough to keep a server's workers busy over a short line. */
const CAPACITY = 8;
const TRY_MS = 10_000;
const START_TRIES = 5;
const START_PAUSE_MS = 400;
const BREAKER = { failures: 5, restMs: 1000 };
/** Reads alike in every tokenizer. */
const PROBE_TEXT = 'ready';

/** Throws `bad_config` where the server cannot be used, `unavailable` where it is not there after some tries. */
export async function openRemote(options: RemoteOptions): Promise<RemoteEngine> {
  const client = new RemoteClient({ url: options.url, key: options.key, tryMs: TRY_MS });
  const model = await identify(client, options);
  const prompts = model.dialect === 'quintet' ? model.prompts : options.prompts;
  const probe = await askOnce(client, { model, prompts, work: { text: PROBE_TEXT, kind: 'query' } });
  if (model.dimension !== undefined && model.dimension !== probe.length)
    throw new ServiceError(
      'bad_config',
      `RAG_EMBEDDINGS_URL: the server says ${model.dimension} dimensions and answers ${probe.length}`,
    );
  const identity: ModelIdentity = {
    id: model.id,
    ownedBy: 'remote',
    dimension: probe.length,
    maxTokens: model.maxTokens,
    pooling: model.pooling === 'cls' || model.pooling === 'last' ? model.pooling : 'mean',
    normalize: true,
    prompts,
    dtype: model.dtype,
    revision: model.revision,
  };
  return {
    identity,
    device: model.device,
    engine: createEngine(client, { ...options, model, prompts, dimension: probe.length }),
  };
}

type EngineOptions = Omit<RemoteOptions, 'model'> & { model: RemoteModel; dimension: number };

function createEngine(client: RemoteClient, options: EngineOptions): EmbedEngine {
  const { clock, events, dimension } = options;
  const onChange = (state: PoolState['breaker']): void => events.breaker({ name: 'embeddings', state });
  const breaker = new Breaker({ ...BREAKER, clock, onChange });
  const queued: Record<Lane, number> = { query: 0, bulk: 0 };
  const run = async (work: EmbedWork): Promise<JobResult> => {
    if (!breaker.tryPass())
      throw new ServiceError('unavailable', 'The embedding server is not answering', {
        retryAfterMs: breaker.remainingMs(),
      });
    const startedAt = clock.now();
    queued[work.lane] += 1;
    try {
      const vector = await askOnce(client, { ...options, work });
      if (vector.length !== dimension)
        throw new ServiceError(
          'worker_error',
          `The embedding server answered ${vector.length} dimensions, expected ${dimension}`,
        );
      breaker.succeeded();
      const timings = { queueMs: 0, inferenceMs: clock.now() - startedAt };
      events.inference({ ...timings, tokens: work.tokenized.tokens });
      return { vector, timings };
    } catch (error) {
      // A caller who left proves nothing about the server, but a probe has to end one way or the other.
      if (isServerFault(error) || breaker.state.kind === 'half_open') breaker.failed();
      throw error;
    } finally {
      queued[work.lane] -= 1;
    }
  };
  return {
    capacity: CAPACITY,
    ready: async () => undefined,
    run,
    state: () => ({ workers: [], queued: { ...queued }, breaker: breaker.state.kind, isClosing: false }),
  };
}

type Asked = {
  model: RemoteModel;
  prompts: { query: string; passage: string };
  work: Pick<EmbedWork, 'text' | 'kind' | 'signal'>;
};

async function askOnce(client: RemoteClient, { model, prompts, work }: Asked): Promise<Float32Array> {
  const { path, body } = toCall(work.text, { model, kind: work.kind, prompt: prompts[work.kind] });
  const vector = readVector(await client.post(path, { body, signal: work.signal }), model);
  if (!vector || vector.length === 0) throw new ServiceError('worker_error', 'The embedding server answered no vector');
  return vector;
}

async function identify(client: RemoteClient, options: RemoteOptions): Promise<RemoteModel> {
  let last: unknown;
  for (let attempt = 0; attempt < START_TRIES; attempt++) {
    try {
      const found = await askIdentity(client, options.model);
      if (options.model !== undefined && found.id !== options.model)
        throw new ServiceError(
          'bad_config',
          `RAG_EMBEDDINGS_MODEL: found "${found.id}" on the server, expected "${options.model}"`,
        );
      return found;
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'bad_config') throw error;
      last = error;
      if (attempt + 1 < START_TRIES) await setTimeout(START_PAUSE_MS * 2 ** attempt);
    }
  }
  throw new ServiceError(
    'unavailable',
    'RAG_EMBEDDINGS_URL: found no embedding server there, expected Quintet, TEI or an OpenAI-compatible one',
    { cause: last },
  );
}

async function askIdentity(client: RemoteClient, wanted: string | undefined): Promise<RemoteModel> {
  const info = descriptionAnswer.safeParse(await client.get('/info').catch(() => undefined));
  if (info.success) return readDescription(info.data);
  const found = readModels(modelsAnswer.parse(await client.get('/v1/models')), wanted);
  if (!found) throw new ServiceError('bad_config', `RAG_EMBEDDINGS_MODEL: the server has no model "${wanted ?? ''}"`);
  return found;
}
