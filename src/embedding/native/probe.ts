// Tries a native engine in a throw-away process: does it load, and does it give the model's vectors? Whatever it does, the
// process is killed at the time limit; nothing of it is kept.

import type { Clock } from '../../kernel/clock.ts';
import { ServiceError, toServiceError } from '../../kernel/errors.ts';
import { EngineConnection } from '../../pool/connection.ts';
import type { Adapter, EngineHost, NativeAssets } from '../../pool/ports.ts';
import { deviationOf, type Golden } from '../golden.ts';

/** Short ones prove as much as long ones, and a software adapter needs seconds for each. */
const MAX_CASES = 3;
const MAX_TOKENS = 48;

export type ProbeOptions = {
  spawn: () => EngineHost;
  assets: NativeAssets;
  /** Without it only loading and one run are tried. */
  golden: Golden | undefined;
  limitMs: number;
  clock: Clock;
};

export type ProbeOutcome = { isUsable: true; adapter: Adapter | undefined } | { isUsable: false; reason: string };

/** Never rejects: what goes wrong is the outcome. */
export async function probeEngine({ spawn, assets, golden, limitMs, clock }: ProbeOptions): Promise<ProbeOutcome> {
  let connection: EngineConnection | undefined;
  let cancelLimit = (): void => undefined;
  try {
    const opened = new EngineConnection(spawn(), () => undefined);
    connection = opened;
    const tooSlow = new ServiceError('worker_error', `It gave no answer within ${limitMs} ms`);
    cancelLimit = clock.after(limitMs, () => opened.close(tooSlow));
    await opened.boot(assets);
    const reason = golden && (await findDeviation(opened, golden));
    return reason === undefined ? { isUsable: true, adapter: opened.adapter } : { isUsable: false, reason };
  } catch (thrown) {
    return { isUsable: false, reason: toServiceError(thrown).message };
  } finally {
    cancelLimit();
    connection?.close(new ServiceError('unavailable', 'The probe is over'));
  }
}

async function findDeviation(connection: EngineConnection, { cases, tolerance }: Golden): Promise<string | undefined> {
  for (const { ids, head } of cases.filter((wanted) => wanted.ids.length <= MAX_TOKENS).slice(0, MAX_CASES)) {
    const { vectors } = await connection.run([ids]);
    const deviation = deviationOf(vectors[0] ?? new Float32Array(), head);
    if (deviation > tolerance)
      return `Its vectors differ by ${deviation.toPrecision(2)} from the model's, at most ${tolerance} is wanted`;
  }
  return undefined;
}
