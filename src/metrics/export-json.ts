// The statistics report as JSON, to a file or to a stream of lines, every so often and on demand. A file holds the
// latest report only, so it never grows.

import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { Clock } from '../kernel/clock.ts';
import type { Events } from '../kernel/events.ts';

export type JsonTarget = { readonly file: string } | { readonly writeLine: (line: string) => void };

export type JsonExportOptions = {
  readonly target: JsonTarget;
  report(): unknown;
  /** Undefined writes on demand only. */
  readonly everyMs: number | undefined;
  readonly clock: Clock;
  readonly events: Pick<Events, 'fault'>;
};

/** `write` never rejects: a full disk is a fault that is reported, and the next interval tries again. */
export type JsonExport = AsyncDisposable & { write(): Promise<void> };

export function openJsonExport({ target, report, everyMs, clock, events }: JsonExportOptions): JsonExport {
  let last: Promise<void> = Promise.resolve();
  const write = (): Promise<void> => {
    // One after the other, so that an older report never replaces a newer one.
    last = last
      .then(() => writeReport(report(), { target }))
      .catch((error: unknown) => events.fault({ where: 'export_json', error }));
    return last;
  };
  let cancel = (): void => undefined;
  const schedule = (delayMs: number): void => {
    cancel = clock.after(delayMs, () => {
      schedule(delayMs);
      void write();
    });
  };
  if (everyMs !== undefined) schedule(everyMs);
  return {
    write,
    /** Writes a last report, which is what a short run leaves behind. */
    async [Symbol.asyncDispose]() {
      cancel();
      await write();
    },
  };
}

/** A reader of the file sees the old report or the new one, never half of one. */
async function writeReport(report: unknown, { target }: { target: JsonTarget }): Promise<void> {
  if ('writeLine' in target) {
    target.writeLine(JSON.stringify(report));
    return;
  }
  const draft = `${target.file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(report, null, 2)}\n`);
    await rename(draft, target.file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
