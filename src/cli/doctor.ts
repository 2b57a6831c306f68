// `quintet doctor`: looks at everything that a start needs, one line each with what to do. It changes nothing, leaves
// nothing running and never prints a secret.

import { weighModel } from '../composition/weigh-model.ts';
import { ServiceError } from '../kernel/errors.ts';
import type { SegmentIdentity } from '../pack/segment.ts';
import type { CliContext } from './context.ts';
import { checkAddress } from './doctor/address.ts';
import { checkClock, readClock } from './doctor/clock.ts';
import { checkEngine } from './doctor/engine.ts';
import { examine, type Finding, type Scene, statusOf } from './doctor/finding.ts';
import { checkCores, checkMemory, checkRuntime } from './doctor/machine.ts';
import { checkModels } from './doctor/models.ts';
import { checkPackIndex } from './doctor/pack.ts';
import { checkSettings } from './doctor/settings.ts';
import { checkStorage } from './doctor/storage.ts';
import { checkStore } from './doctor/store.ts';

export type DoctorOptions = { readonly json?: boolean };

/** Rejects with `unavailable`, after all findings were printed, when one of them is a failure. */
export async function doctor(context: CliContext, { json = false }: DoctorOptions): Promise<void> {
  const findings: Finding[] = [];
  for await (const finding of findAll(context)) {
    findings.push(finding);
    if (!json) context.print(format(finding));
  }
  const status = statusOf(findings);
  if (json) context.print(JSON.stringify({ status, findings }, undefined, 2));
  const failed = findings.filter((finding) => finding.status === 'fail').length;
  if (failed > 0)
    throw new ServiceError('unavailable', `${failed} of ${findings.length} findings would keep it from serving`);
}

/** One after the other, so that a person sees what is being looked at and no check slows another down. */
async function* findAll(context: CliContext): AsyncGenerator<Finding> {
  const begin = readClock();
  yield checkRuntime();
  const { findings, config } = checkSettings(context);
  yield* findings;
  if (config) yield* findWithin({ context, config });
  yield checkClock(begin, readClock());
}

async function* findWithin(scene: Scene): AsyncGenerator<Finding> {
  const { config, context } = scene;
  yield checkCores(scene);
  yield* await examine('memory', async () => {
    const weightsBytes = await weighModel(config, context);
    return [checkMemory(config, { machine: context.machine, weightsBytes })];
  });
  yield* await examine('port', () => checkAddress(scene));
  yield* await examine('data', () => checkStorage(scene));
  yield* await examine('models', () => checkModels(scene));
  let identity: SegmentIdentity | undefined;
  yield* await examine('device', async () => {
    const report = await checkEngine(scene);
    identity = report.identity;
    return report.findings;
  });
  yield* await examine('pack', () => checkPackIndex(scene, identity));
  yield* await examine('redis', () => checkStore(scene));
}

function format({ check, status, found, advice }: Finding): string {
  const line = `${status.padEnd(5)} ${check.padEnd(9)} ${found.replaceAll('\n', '\n                ')}`;
  return advice === undefined ? line : `${line}\n                -> ${advice}`;
}
