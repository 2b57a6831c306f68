// What a process costs: resident memory and CPU time, from /proc. Other systems give undefined, never a guess.

import { readFileSync } from 'node:fs';

export type Usage = { readonly rssMib: number; readonly peakMib: number; readonly cpuSeconds: number };

/** Linux counts CPU time for `/proc` in hundredths of a second on every machine that it runs on today. */
const TICKS_PER_SECOND = 100;
/** Fields 14 and 15 of `/proc/PID/stat`, counted behind the name, which may hold anything. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

export function readUsage(pid: number): Usage | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]);
    return {
      rssMib: readKib(status, 'VmRSS'),
      peakMib: readKib(status, 'VmHWM'),
      cpuSeconds: ticks / TICKS_PER_SECOND,
    };
  } catch {
    // No /proc here, or the process has ended: the bench shows a dash.
    return undefined;
  }
}

function readKib(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
}
