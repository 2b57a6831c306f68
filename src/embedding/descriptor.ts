// What is known about an embedding model before it runs: its identity, limits, prompts and files.

import type { EngineModel } from '../pool/ports.ts';

/** What tells one model from another and how it is asked, wherever it runs. */
export type ModelIdentity = {
  id: string;
  ownedBy: string;
  dimension: number;
  /** The end tokens and the prompt included. */
  maxTokens: number;
  pooling: EngineModel['pooling'];
  normalize: boolean;
  /** Put in front of a text, as the model was trained; empty for a model without prompts. */
  prompts: { query: string; passage: string };
  /** `q8`, `fp32`, ...: which of the model's graphs is used. */
  dtype: string;
  /** Hash of the graph, its weights and the tokenizer: vectors of different revisions are never compared. */
  revision: string;
};

/** A model whose files are on this machine. */
export type ModelDescriptor = ModelIdentity & { files: ModelFiles };

/** The same before its files were hashed: enough for an engine, not for a cache. */
export type DescribedModel = Omit<ModelDescriptor, 'revision'>;

/** Absolute paths. */
export type ModelFiles = {
  folder: string;
  config: string;
  tokenizer: string;
  tokenizerConfig: string;
  graph: string;
  weights: string | undefined;
  /** Where the word table lies in the weights; only for graphs that take embedded words. */
  wordTable: EngineModel['wordTable'];
};
