// The limits of the container: CPU quota and memory from the kernel's control group files, version 2 and 1. It only reads,
// and what it cannot read or understand is no limit: a start never fails on an unusual kernel.

import { readFileSync } from 'node:fs';
import path from 'node:path';

export type CgroupLimits = {
  /** CPUs by quota, as a fraction; undefined where there is none. */
  readonly cpus: number | undefined;
  /** The hard limit or the point of throttling, whichever is lower; undefined where there is none. */
  readonly memoryBytes: number | undefined;
};

/** Version 1 writes "no limit" as the largest number of pages, so anything near it is none. */
const UNLIMITED_BYTES = 2 ** 60;
const LINE = /^\d+:([^:]*):(\/.*)$/;

/** `root` is where `/proc` and `/sys` are looked for. A limit of any ancestor binds too, so the lowest is taken. */
export function readCgroupLimits(root = '/'): CgroupLimits {
  const lines = (read(path.join(root, 'proc/self/cgroup')) ?? '').split('\n');
  const mount = path.join(root, 'sys/fs/cgroup');
  const cpus: number[] = [];
  const bytes: number[] = [];
  for (const line of lines) {
    const [, controllers, group] = LINE.exec(line) ?? [];
    if (controllers === undefined || group === undefined) continue;
    for (const folder of foldersOf(group, mountsOf(controllers, mount))) {
      cpus.push(...quotaOf(folder));
      for (const name of ['memory.max', 'memory.high', 'memory.limit_in_bytes'])
        bytes.push(...numberIn(path.join(folder, name)).filter((value) => value < UNLIMITED_BYTES));
    }
  }
  return { cpus: lowest(cpus), memoryBytes: lowest(bytes) };
}

/** Version 2 has one tree, named by no controller and mounted at the top or beside the trees of version 1. */
function mountsOf(controllers: string, mount: string): string[] {
  if (controllers === '') return [mount, path.join(mount, 'unified')];
  const names = controllers.split(',');
  return names.includes('cpu') || names.includes('memory')
    ? [controllers, ...names].map((name) => path.join(mount, name))
    : [];
}

/** The group and its ancestors. A container may see the host's path while its own group is mounted as the top. */
function foldersOf(group: string, mounts: readonly string[]): string[] {
  const parts = group.split('/').filter((part) => part !== '');
  // `..` stands where the group lies outside the namespace; its files cannot be reached from here.
  const inner = parts.includes('..') ? [] : parts;
  const paths = Array.from({ length: inner.length + 1 }, (_, length) => inner.slice(0, length).join('/'));
  return mounts.flatMap((mount) => paths.map((name) => path.join(mount, name)));
}

function quotaOf(folder: string): number[] {
  const [quota = '', period = ''] = (read(path.join(folder, 'cpu.max')) ?? '').trim().split(/\s+/);
  const pairs: [number | undefined, number | undefined][] = [
    [positive(quota), positive(period)],
    [numberIn(path.join(folder, 'cpu.cfs_quota_us'))[0], numberIn(path.join(folder, 'cpu.cfs_period_us'))[0]],
  ];
  return pairs.flatMap(([share, whole]) => (share !== undefined && whole !== undefined ? [share / whole] : []));
}

function numberIn(file: string): number[] {
  const value = positive((read(file) ?? '').trim());
  return value === undefined ? [] : [value];
}

/** `max`, `-1`, `0` and nonsense are no limit. */
function positive(text: string): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  return value > 0 ? value : undefined;
}

function lowest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.min(...values);
}

/** Undefined where the file is not there or not ours to read: both mean that nothing is known. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
