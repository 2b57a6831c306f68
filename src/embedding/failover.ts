// A second engine behind the first: what the first one loses runs there, and so does everything while it is down. The
// first stays the first: as soon as it serves again, it is asked again.

import { toServiceError } from '../kernel/errors.ts';
import type { EmbedEngine, EmbedWork, EngineResult } from './ports.ts';

export type FailoverEngine = EmbedEngine & { readonly isDown: boolean };

export type FailoverOptions = {
  /** Called at the first loss, not before: the second engine costs memory. */
  openSecond: () => Promise<EmbedEngine>;
  /** Hears of a second engine that could not be opened while nobody waited for it. */
  onFault: (error: unknown) => void;
};

/** Results of the second engine are marked foreign. */
export function createFailover(first: EmbedEngine, { openSecond, onFault }: FailoverOptions): FailoverEngine {
  let opening: Promise<EmbedEngine> | undefined;
  let second: EmbedEngine | undefined;
  const isDown = (): boolean => first.state().breaker !== 'closed';
  async function findSecond(): Promise<EmbedEngine> {
    opening ??= openSecond();
    try {
      second = await opening;
      return second;
    } catch (error) {
      // The next loss tries again.
      opening = undefined;
      throw error;
    }
  }
  async function runSecond(work: EmbedWork): Promise<EngineResult> {
    const engine = await findSecond();
    return { ...(await engine.run(work)), isForeign: true };
  }
  return {
    get capacity() {
      return first.capacity;
    },
    get isDown() {
      return isDown();
    },
    async ready() {
      try {
        await first.ready();
      } catch (error) {
        if (first.state().isClosing) throw error;
        await (await findSecond()).ready();
      }
    },
    async run(work) {
      try {
        return await first.run(work);
      } catch (error) {
        const { code } = toServiceError(error);
        const isLost = code === 'worker_error' || code === 'unavailable';
        if (!isLost || work.signal?.aborted || first.state().isClosing) throw error;
        return runSecond(work);
      }
    },
    state() {
      const state = first.state();
      if (!isDown() || state.isClosing) return state;
      // Whoever asks decides whether jobs are sent here: without a second engine none would come to open it.
      if (!opening) findSecond().catch(onFault);
      return second ? second.state() : state;
    },
  };
}
