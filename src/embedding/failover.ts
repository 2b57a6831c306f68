// A second engine behind the first: what the first one loses runs there, and so does everything while it is down. The
// first stays the first: as soon as it serves again, it is asked again.

import { toServiceError } from '../kernel/errors.ts';
import type { PoolState } from '../pool/ports.ts';
import type { EmbedEngine, EmbedWork, EngineResult } from './ports.ts';

export type FailoverEngine = EmbedEngine & { readonly isDown: boolean };

export type FailoverOptions = {
  /** Called at the first loss, not before: the second engine costs memory. */
  openSecond: () => Promise<EmbedEngine>;
  /** Hears of a second engine that could not be opened while nobody waited for it. */
  onFault: (error: unknown) => void;
};

/** Results of the second engine are marked foreign. */
export function createFailover(first: EmbedEngine, options: FailoverOptions): FailoverEngine {
  return new Failover(first, options);
}

class Failover implements FailoverEngine {
  readonly #first: EmbedEngine;
  readonly #options: FailoverOptions;
  #opening: Promise<EmbedEngine> | undefined;
  #second: EmbedEngine | undefined;

  constructor(first: EmbedEngine, options: FailoverOptions) {
    this.#first = first;
    this.#options = options;
  }

  get capacity(): number {
    return this.#first.capacity;
  }

  get isDown(): boolean {
    return this.#first.state().breaker !== 'closed';
  }

  async ready(): Promise<void> {
    try {
      await this.#first.ready();
    } catch (error) {
      if (this.#first.state().isClosing) throw error;
      await (await this.#findSecond()).ready();
    }
  }

  async run(work: EmbedWork): Promise<EngineResult> {
    try {
      return await this.#first.run(work);
    } catch (error) {
      const { code } = toServiceError(error);
      const isLost = code === 'worker_error' || code === 'unavailable';
      if (!isLost || work.signal?.aborted || this.#first.state().isClosing) throw error;
      const second = await this.#findSecond();
      return { ...(await second.run(work)), isForeign: true };
    }
  }

  state(): PoolState {
    const state = this.#first.state();
    if (!this.isDown || state.isClosing) return state;
    // Whoever asks decides whether jobs are sent here: without a second engine none would come to open it.
    if (!this.#opening) this.#findSecond().catch(this.#options.onFault);
    return this.#second ? this.#second.state() : state;
  }

  async #findSecond(): Promise<EmbedEngine> {
    this.#opening ??= this.#options.openSecond();
    try {
      this.#second = await this.#opening;
      return this.#second;
    } catch (error) {
      // The next loss tries again.
      this.#opening = undefined;
      throw error;
    }
  }
}
