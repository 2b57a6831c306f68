// The bench's side of the load generator: starts its process, hands plans over, and refuses reports with wrong answers.

import path from 'node:path';
import type { LoadPlan, LoadReply, PhaseReport } from './plan.ts';

export type LoadGenerator = AsyncDisposable & {
  /** One plan at a time. Rejects when an answer was wrong, or, unless `allowFaults`, failed or broken. */
  run(plan: LoadPlan, options?: { readonly allowFaults?: boolean }): Promise<readonly PhaseReport[]>;
};

export function openLoadGenerator(): LoadGenerator {
  const child = Bun.spawn([process.execPath, path.join(import.meta.dir, 'process.ts')], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
    env: {},
  });
  const lines = readLines(child.stdout);
  return {
    async run(plan, { allowFaults = false } = {}) {
      child.stdin.write(`${JSON.stringify(plan)}\n`);
      await child.stdin.flush();
      const { value, done } = await lines.next();
      if (done) throw new Error('The load generator ended');
      const reply = JSON.parse(value) as LoadReply;
      if ('fault' in reply) throw new Error(`The load generator failed: ${reply.fault}`);
      for (const report of reply.reports) checkReport(report, { allowFaults });
      return reply.reports;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}

function checkReport({ name, counts }: PhaseReport, { allowFaults }: { allowFaults: boolean }): void {
  const { wrong, failed, broken } = counts;
  if (wrong > 0) throw new Error(`${name}: ${wrong} answers were not the ones that they should be`);
  if (!allowFaults && failed + broken > 0)
    throw new Error(`${name}: ${failed} requests failed, ${broken} were broken off`);
}

export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  return undefined;
}
