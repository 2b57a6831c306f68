// One worker's line: Comlink calls that always settle. Nothing else on the main thread knows Comlink.
// A Comlink call stays pending for ever once its worker is gone; this file keeps its own record and ends what is open.

import { type Endpoint, wrap } from 'comlink';
import { ServiceError } from '../kernel/errors.ts';
import {
  type Adapter,
  type Answer,
  checkVersion,
  type EngineAssets,
  type EngineWire,
  fromFault,
  isHello,
  type NativeAssets,
  PROTOCOL_VERSION,
} from '../protocol/messages.ts';
import type { EngineHost } from './ports.ts';

/** Vectors in the order of the batch. */
export type RunValue = { vectors: readonly Float32Array[]; inferenceMs: number };

export class EngineConnection {
  readonly #worker: EngineHost;
  readonly #wire: EngineWire<EngineAssets | NativeAssets>;
  readonly #hello = Promise.withResolvers<void>();
  readonly #open = new Set<(error: ServiceError) => void>();
  readonly #onLost: (error: ServiceError) => void;
  #lost: ServiceError | undefined;
  #runs = 0;
  #maxBatch = 1;
  #adapter: Adapter | undefined;

  /** `onLost` is called once, when the worker died by itself; never after `close`. */
  constructor(worker: EngineHost, onLost: (error: ServiceError) => void) {
    this.#worker = worker;
    this.#onLost = onLost;
    this.#wire = wrap<EngineWire<EngineAssets | NativeAssets>>(worker as Endpoint);
    this.#hello.promise.catch(() => undefined);
    this.#open.add(this.#hello.reject);
    worker.addEventListener('message', (event: Event) => {
      const greeting: unknown = event instanceof MessageEvent ? event.data : undefined;
      if (!isHello(greeting)) return;
      const refusal = checkVersion(greeting.version);
      if (refusal) this.#hello.reject(fromFault(refusal));
      else this.#hello.resolve();
    });
    worker.addEventListener('error', (event) => {
      // The event quotes source lines of the worker and would end the process if it stayed unhandled.
      event.preventDefault();
      this.#lose();
    });
    worker.addEventListener('close', () => this.#lose());
  }

  /** How many token arrays of equal length the engine takes at once; known after `boot`. */
  get maxBatch(): number {
    return this.#maxBatch;
  }

  get adapter(): Adapter | undefined {
    return this.#adapter;
  }

  /** Waits for the greeting and for its turn, boots the engine and proves it with a real run of one token. */
  async boot(assets: EngineAssets | NativeAssets, turn: Promise<void> = Promise.resolve()): Promise<void> {
    await this.#hello.promise;
    await this.#record(turn);
    const booted = unwrap(await this.#record(this.#wire.boot({ version: PROTOCOL_VERSION, assets })));
    const refusal = checkVersion(booted.version);
    if (refusal) throw fromFault(refusal);
    this.#maxBatch = Math.max(1, booted.maxBatch ?? 1);
    this.#adapter = booted.adapter;
    const { vectors } = await this.run([Int32Array.of(0)]);
    const found = vectors[0]?.length;
    if (found !== assets.model.dimension)
      throw new ServiceError(
        'worker_error',
        `The worker's vectors have ${found} dimensions, ${assets.model.dimension} are wanted`,
      );
  }

  /** One at a time; the pool sees to that. Rejects with the engine's fault, or `worker_error` when the worker is gone. */
  async run(batch: readonly Int32Array[]): Promise<RunValue> {
    const runId = ++this.#runs;
    const value = unwrap(await this.#record(this.#wire.run({ runId, batch })));
    const { vectors, inferenceMs } = value;
    if (value.runId !== runId || vectors.length !== batch.length)
      throw new ServiceError(
        'worker_error',
        `The worker answered run ${value.runId} with ${vectors.length} vectors, run ${runId} with ${batch.length} is wanted`,
      );
    return { vectors, inferenceMs };
  }

  /** Ends the worker; every open call rejects with the reason. */
  close(reason: ServiceError): void {
    if (this.#end(reason)) this.#worker.terminate();
  }

  #lose(): void {
    const error = new ServiceError('worker_error', 'The inference worker died');
    // Told first: whoever owns this line decides about the job before its call rejects.
    if (!this.#lost) this.#onLost(error);
    if (this.#end(error)) this.#worker.terminate();
  }

  #end(reason: ServiceError): boolean {
    if (this.#lost) return false;
    this.#lost = reason;
    for (const reject of this.#open) reject(reason);
    this.#open.clear();
    return true;
  }

  async #record<Value>(call: Promise<Value>): Promise<Value> {
    if (this.#lost) throw this.#lost;
    const { promise: lost, reject } = Promise.withResolvers<never>();
    this.#open.add(reject);
    try {
      return await Promise.race([call, lost]);
    } finally {
      this.#open.delete(reject);
    }
  }
}

function unwrap<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value;
  throw fromFault(answer.fault);
}
