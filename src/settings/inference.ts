// Settings of embedding: which model, where it runs, how much may wait for it.

import { choiceSetting, numberSetting, switchSetting, textSetting, urlSetting } from './kinds.ts';
import type { Machine } from './machine.ts';

/** More than this many workers only help where texts are embedded in bulk. */
const DEFAULT_WORKERS = 4;

function countWorkers({ cores }: Machine): number {
  return Math.max(1, Math.min(DEFAULT_WORKERS, cores));
}

export const INFERENCE_SETTINGS = {
  model: textSetting({
    names: ['RAG_MODEL'],
    default: 'multilingual',
    doc: '`multilingual`, `english`, a folder in the transformers.js layout, or a hub id (`RAG_ALLOW_DOWNLOAD`).',
  }),
  isDownloadAllowed: switchSetting({
    names: ['RAG_ALLOW_DOWNLOAD'],
    default: false,
    doc: '`1` lets a hub id in `RAG_MODEL` be fetched once into `RAG_DATA_DIR`; afterwards it is used offline.',
  }),
  hubUrl: urlSetting({
    names: ['RAG_HUB_URL'],
    protocols: ['http:', 'https:'],
    doc: "Another hub with the same layout. Empty: transformers.js's own.",
  }),
  embeddingsUrl: urlSetting({
    names: ['RAG_EMBEDDINGS_URL'],
    protocols: ['http:', 'https:'],
    doc: 'Another Quintet, TEI or OpenAI-compatible server that embeds for this one; no workers are started.',
  }),
  embeddingsKey: textSetting({ names: ['RAG_EMBEDDINGS_KEY'], default: undefined, doc: 'Key of that server.' }),
  embeddingsModel: textSetting({
    names: ['RAG_EMBEDDINGS_MODEL'],
    default: undefined,
    doc: 'Its model, where it has several; refused when it serves another one.',
  }),
  queryPrompt: textSetting({
    names: ['RAG_EMBEDDINGS_QUERY_PROMPT'],
    default: '',
    doc: 'Put in front of questions, for servers that know no prompts (`query: ` for e5).',
  }),
  passagePrompt: textSetting({
    names: ['RAG_EMBEDDINGS_PASSAGE_PROMPT'],
    default: '',
    doc: 'Put in front of texts, for servers that know no prompts.',
  }),
  device: choiceSetting({
    names: ['RAG_DEVICE'],
    choices: ['auto', 'wasm', 'webgpu', 'cpu', 'cuda'],
    default: 'auto',
    doc: 'Where inference runs. `auto` takes a graphics device that has proved itself, else WASM. All but `wasm` need `bun run native:install`.',
  }),
  workers: numberSetting({
    names: ['RAG_EXECUTOR_WORKERS'],
    default: countWorkers,
    shown: 'min(4, cores)',
    min: 1,
    max: 64,
    doc: 'Inference workers. Fewer than cores leave cores idle; more only cost memory (about 60 MB each).',
  }),
  threads: numberSetting({
    names: ['RAG_CPU_THREADS'],
    default: 1,
    min: 1,
    max: 256,
    doc: 'Threads of one native engine; WASM engines always have one. One leaves cores to other engines, many make them wait for each other.',
  }),
  maxQueue: numberSetting({
    names: ['RAG_MAX_QUEUE'],
    default: 256,
    min: 1,
    max: 100_000,
    doc: 'Texts that may wait for a worker. Low refuses bursts, high makes everybody late.',
  }),
};
