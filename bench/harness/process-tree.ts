// A process and those that it started, from /proc: native engines are processes of their own, and their work counts too.

import { readdirSync, readFileSync } from 'node:fs';
import { readUsage } from './usage.ts';

/** Throws where there is no such process, or no /proc. */
export function findChildren(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

/** CPU time of the process and its children so far; undefined where it cannot be read. */
export function readTreeCpuSeconds(pid: number): number | undefined {
  const own = readUsage(pid);
  if (!own) return undefined;
  return findChildren(pid).reduce((sum, child) => sum + (readUsage(child)?.cpuSeconds ?? 0), own.cpuSeconds);
}
