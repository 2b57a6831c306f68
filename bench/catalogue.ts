// The table of contents: every bench by name, in the order in which a full run asks them.

import type { Bench } from './harness/bench.ts';

/** Loaded only when they run: a bench of HTTP should not wait for those of engines. */
export const BENCHES: readonly Omit<Bench, 'run'>[] = [
  { name: 'journey', question: 'what does one prefetch cost, with a new, a known and no question?' },
  {
    name: 'sequential-parallel',
    question: 'one after the other, all at once, or Quintet: what is gained, and where does the time go?',
  },
  { name: 'layers', question: 'what does each layer of a request add in time and memory?' },
  { name: 'search', question: 'how long does the exact search of many vectors take, and does it find the same ones?' },
  { name: 'scaling', question: 'how many requests per second, by workers and concurrency, and at what cost?' },
  { name: 'overload', question: 'what happens at one, two, three and five times the capacity, and afterwards?' },
  {
    name: 'cache',
    question: 'what do cached vectors and answers cost, by tier, and do questions wait behind bulk work?',
  },
  { name: 'memory', question: 'how much memory, by workers and model, and does it grow?' },
  { name: 'devices', question: 'what does one text cost on each device, and how many go through at once?' },
  { name: 'start', question: 'how long from the start of the process to ready, with cold and warm files?' },
  { name: 'old-design', question: 'how does the design that Quintet replaces do beside it?', isOnDemand: true },
];

/** Each file exports one `run`. */
export async function loadRun(name: string): Promise<Bench['run']> {
  const module = (await import(`./${name}.ts`)) as { run: Bench['run'] };
  return module.run;
}
