// One worker's line: Comlink calls that always settle. Nothing else on the main thread knows Comlink.
// A Comlink call stays pending for ever once its worker is gone; this file keeps its own record and ends what is open.

import { wrap } from 'comlink';
import { ServiceError } from '../kernel/errors.ts';
import {
  type Answer,
  checkVersion,
  type EngineAssets,
  type EngineWire,
  fromFault,
  isHello,
  PROTOCOL_VERSION,
} from '../protocol/messages.ts';

export type RunValue = { vector: Float32Array; inferenceMs: number };

export class EngineConnection {
  readonly #worker: Worker;
  readonly #wire: EngineWire;
  readonly #hello = Promise.withResolvers<void>();
  readonly #open = new Set<(error: ServiceError) => void>();
  readonly #onLost: (error: ServiceError) => void;
  #lost: ServiceError | undefined;
  #runs = 0;

  /** `onLost` is called once, when the worker died by itself; never after `close`. */
  constructor(worker: Worker, onLost: (error: ServiceError) => void) {
    this.#worker = worker;
    this.#onLost = onLost;
    this.#wire = wrap<EngineWire>(worker);
    this.#hello.promise.catch(() => undefined);
    this.#open.add(this.#hello.reject);
    worker.addEventListener('message', (event) => {
      if (!isHello(event.data)) return;
      const refusal = checkVersion(event.data.version);
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

  /** Waits for the greeting, boots the engine and proves it with a real run of one token. */
  async boot(assets: EngineAssets): Promise<void> {
    await this.#hello.promise;
    const booted = unwrap(await this.#record(this.#wire.boot({ version: PROTOCOL_VERSION, assets })));
    const refusal = checkVersion(booted.version);
    if (refusal) throw fromFault(refusal);
    const { vector } = await this.run(Int32Array.of(0));
    if (vector.length !== assets.model.dimension)
      throw new ServiceError(
        'worker_error',
        `The worker's vectors have ${vector.length} dimensions, ${assets.model.dimension} are wanted`,
      );
  }

  /** One at a time; the pool sees to that. Rejects with the engine's fault, or `worker_error` when the worker is gone. */
  async run(tokenIds: Int32Array): Promise<RunValue> {
    const runId = ++this.#runs;
    const value = unwrap(await this.#record(this.#wire.run({ runId, batch: [tokenIds] })));
    const [vector] = value.vectors;
    if (value.runId !== runId || !vector)
      throw new ServiceError('worker_error', `The worker answered run ${value.runId}, run ${runId} is wanted`);
    return { vector, inferenceMs: value.inferenceMs };
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
