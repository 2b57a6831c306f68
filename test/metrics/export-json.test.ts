import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJsonExport } from '../../src/metrics/export-json.ts';
import { createManualClock } from './fixtures.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quintet-stats-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function createFaults() {
  const faults: string[] = [];
  return { faults, events: { fault: ({ where }: { where: string }) => void faults.push(where) } };
}

describe('json export', () => {
  test('a file holds the latest report and nothing is left beside it when it was written often', async () => {
    let count = 0;
    const file = join(folder, 'stats.json');
    const { events, faults } = createFaults();
    const clock = createManualClock();
    const report = () => ({ count: ++count });
    await using stats = openJsonExport({ target: { file }, report, everyMs: undefined, clock, events });
    await Promise.all([stats.write(), stats.write(), stats.write()]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ count: 3 });
    expect(await readdir(folder)).toEqual(['stats.json']);
    expect(faults).toEqual([]);
  });

  test('a line is written at every interval and one more when it is closed', async () => {
    const lines: string[] = [];
    const written = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const clock = createManualClock();
    const stats = openJsonExport({
      target: {
        writeLine(line) {
          lines.push(line);
          written[lines.length - 1]?.resolve();
        },
      },
      report: () => ({ at: clock.now() }),
      everyMs: 1000,
      clock,
      events: createFaults().events,
    });
    for (const { promise } of written) {
      clock.advance(1000);
      await promise;
    }
    await stats[Symbol.asyncDispose]();
    clock.advance(5000);
    expect(lines).toEqual(['{"at":1000}', '{"at":2000}', '{"at":2000}']);
  });

  test('a report that cannot be written is a fault and the next one is tried', async () => {
    const { events, faults } = createFaults();
    let isBroken = true;
    const report = (): unknown => {
      if (isBroken) throw new Error('no report');
      return {};
    };
    const lines: string[] = [];
    const target = { writeLine: (line: string) => void lines.push(line) };
    await using stats = openJsonExport({ target, report, everyMs: undefined, clock: createManualClock(), events });
    await stats.write();
    isBroken = false;
    await stats.write();
    const away = openJsonExport({
      target: { file: join(folder, 'missing', 'stats.json') },
      report,
      everyMs: undefined,
      clock: createManualClock(),
      events,
    });
    await away.write();
    expect(faults).toEqual(['export_json', 'export_json']);
    expect(lines).toEqual(['{}']);
  });
});
