#!/usr/bin/env bun
// `bun ops/replicas/main.ts`: the whole exercise on this machine, printed. Needs nginx and redis-server; asks nothing of
// the network. Exits with 1 when anything was lost that should not be.

import { openFleet } from './fleet.ts';
import { buildPackVersions } from './packs.ts';
import { breakTwo, rollOver } from './scenario.ts';

/** Tiny: what is proved here does not depend on the model. */
export const REPLICA_SETTINGS = {
  RAG_MODEL: 'english',
  RAG_EXECUTOR_WORKERS: '1',
  RAG_LOG_LEVEL: 'silent',
  RAG_HOST: '127.0.0.1',
  RAG_CACHE_KEY: 'shared by all replicas of this exercise',
};

async function main(): Promise<void> {
  await using packs = await buildPackVersions(REPLICA_SETTINGS);
  await using fleet = await openFleet({ pack: packs.first, environment: REPLICA_SETTINGS });
  console.log(`${fleet.size} replicas behind ${fleet.url}, one Redis`);
  const broken = await breakTwo(fleet);
  console.log(
    `one killed, one drained: ${broken.answered} answered, ${broken.faults.length} lost (${broken.inFlight} were in flight), ${broken.unexcused.length} of them without excuse; drained in ${broken.drainMs.toFixed(0)} ms with code ${broken.drainExit}`,
  );
  const rolled = await rollOver(fleet, packs.second);
  console.log(
    `rolled to another pack version: ${rolled.answered} answered, ${rolled.faults.length} lost, by version ${JSON.stringify(rolled.versions)}, afterwards only ${rolled.lateVersions.join(', ')}`,
  );
  for (const { fault } of [...broken.faults, ...rolled.faults]) console.log(`  ${fault}`);
  process.exitCode = broken.unexcused.length + rolled.faults.length > 0 ? 1 : 0;
}

if (import.meta.main) await main();
