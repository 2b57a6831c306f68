// What a number was measured on: machine, load, commit, versions. It reads only; a number without these means nothing.

import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export type MachineReport = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
};

export type LoadReport = {
  readonly average1m: number;
  /** Share of all cores that others used while this process waited. */
  readonly busyShare: number;
  readonly isLoaded: boolean;
};

/** Above this share the machine is somebody else's too, and absolute times mean little. */
const LOADED_SHARE = 0.1;
const SAMPLE_MS = 500;
const PACKAGES = ['hono', 'onnxruntime-web', '@huggingface/transformers', 'mitata', 'hdr-histogram-js'];

export function readMachine(): MachineReport {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGib: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.platform()} ${os.release()} ${os.arch()}`,
  };
}

/** Takes half a second in which the caller does nothing. */
export async function readLoad(): Promise<LoadReport> {
  const before = cpuTimes();
  await Bun.sleep(SAMPLE_MS);
  const after = cpuTimes();
  const busyShare = 1 - (after.idle - before.idle) / Math.max(1, after.total - before.total);
  const average1m = os.loadavg()[0] ?? 0;
  return {
    average1m: Math.round(average1m * 100) / 100,
    busyShare: Math.round(busyShare * 100) / 100,
    isLoaded: busyShare > LOADED_SHARE,
  };
}

function cpuTimes(): { idle: number; total: number } {
  const sums = { idle: 0, total: 0 };
  for (const { times } of os.cpus()) {
    sums.idle += times.idle;
    sums.total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return sums;
}

export async function readVersions(root: string): Promise<Record<string, string>> {
  const versions: Record<string, string> = { bun: Bun.version };
  for (const name of PACKAGES) {
    const text = await readFile(path.join(root, 'node_modules', name, 'package.json'), 'utf8');
    versions[name] = String((JSON.parse(text) as { version?: string }).version);
  }
  return versions;
}

/** `isDirty` counts the source only: a result next to it changes no number. */
export function readCommit(root: string): { commit: string; isDirty: boolean } {
  const git = (...args: string[]): string =>
    Bun.spawnSync(['git', ...args], { cwd: root })
      .stdout.toString()
      .trim();
  return {
    commit: git('rev-parse', '--short=12', 'HEAD') || 'unknown',
    isDirty: git('status', '--porcelain', '--', 'src', 'workers', 'bun.lock') !== '',
  };
}
