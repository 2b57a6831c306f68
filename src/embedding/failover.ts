// A second engine behind the first: what the first one loses runs there, and so does everything while it is down. The
// first stays the first: as soon as it serves again, it is asked again.

import { toServiceError } from '../kernel/errors.ts';
import type { EmbedEngine, EmbedWork, EngineResult } from './ports.ts';

export type FailoverEngine = EmbedEngine & { readonly isDown: boolean };

/** `openSecond` is called at the first loss, not before: it costs memory. Its results are marked foreign. */
export function createFailover(first: EmbedEngine, openSecond: () => Promise<EmbedEngine>): FailoverEngine {
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
    state: () => (isDown() && second ? second.state() : first.state()),
  };
}
