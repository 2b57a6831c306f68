// What is done to the replicas while clients ask, and what came of it: findings, no judgement.

import type { Fleet } from './fleet.ts';
import { type Outcome, startLoad } from './load.ts';

/** Enough that every replica answers several. */
const SOME = 30;

export type Breakage = {
  readonly answered: number;
  readonly faults: readonly Outcome[];
  /** Requests that ran at the moment of the kill, on whichever replica. */
  readonly inFlight: number;
  /** Faults of requests that were not under way at that moment: there must be none. */
  readonly unexcused: readonly Outcome[];
  readonly drainExit: number;
  readonly drainMs: number;
};

/** Kills one replica and drains another at the same time; the third one carries on, then both come back. */
export async function breakTwo(fleet: Fleet): Promise<Breakage> {
  const [killed, drained] = [fleet.instance(0), fleet.instance(1)];
  const load = startLoad(fleet.url);
  await load.more(SOME);
  const at = performance.now();
  const [drainExit] = await Promise.all([drained.drain(), killed.kill()]);
  const drainMs = performance.now() - at;
  await load.more(SOME);
  await Promise.all([fleet.restart(0, killed.pack), fleet.restart(1, drained.pack)]);
  await load.more(SOME);
  await load.stop();
  const wasRunning = ({ startedAt, endedAt }: Outcome): boolean => startedAt <= at && endedAt >= at;
  const faults = load.outcomes.filter(({ fault }) => fault !== undefined);
  return {
    answered: load.outcomes.length - faults.length,
    faults,
    inFlight: load.outcomes.filter(wasRunning).length,
    unexcused: faults.filter((outcome) => !wasRunning(outcome)),
    drainExit,
    drainMs,
  };
}

export type Rollover = {
  readonly answered: number;
  readonly faults: readonly Outcome[];
  /** Answers by pack version. */
  readonly versions: Readonly<Record<string, number>>;
  /** Versions that answered requests which began when the last replica was new. */
  readonly lateVersions: readonly string[];
  /** Exit codes of the old replicas. */
  readonly exits: readonly number[];
};

/** One replica after the other is drained and comes back with another pack. */
export async function rollOver(fleet: Fleet, pack: string): Promise<Rollover> {
  const load = startLoad(fleet.url);
  await load.more(SOME);
  const exits: number[] = [];
  for (let place = 0; place < fleet.size; place++) {
    exits.push(await fleet.instance(place).drain());
    await fleet.restart(place, pack);
  }
  const doneAt = performance.now();
  await load.more(SOME);
  await load.stop();
  const versions: Record<string, number> = {};
  for (const { version = 'none' } of load.outcomes) versions[version] = (versions[version] ?? 0) + 1;
  const late = load.outcomes.filter(({ startedAt }) => startedAt > doneAt).map(({ version = 'none' }) => version);
  const faults = load.outcomes.filter(({ fault }) => fault !== undefined);
  return { answered: load.outcomes.length - faults.length, faults, versions, lateVersions: [...new Set(late)], exits };
}
