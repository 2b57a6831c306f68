// The workers of this process as an engine: they take token ids, so the text stays here.

import type { Pool } from '../pool/ports.ts';
import type { EmbedEngine } from './ports.ts';

export function createPoolEngine(pool: Pick<Pool, 'run' | 'ready' | 'state' | 'capacity'>): EmbedEngine {
  return {
    get capacity() {
      return pool.capacity;
    },
    ready: () => pool.ready(),
    run: ({ tokenized: { ids }, lane, signal, deadlineAt }) =>
      pool.run({ tokenIds: ids, cost: ids.length, lane, signal, deadlineAt }),
    state: () => pool.state(),
  };
}
