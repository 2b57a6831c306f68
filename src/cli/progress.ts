// A progress bar on long work where a person looks, a line now and then where a log does.

import { Presets, SingleBar } from 'cli-progress';
import type { CliContext } from './context.ts';

/** Share of the work between two lines in a log. */
const LOG_EVERY = 0.1;

export function createProgress(context: CliContext, title: string): (done: number, total: number) => void {
  let bar: SingleBar | undefined;
  let said = 0;
  return (done, total) => {
    if (!context.isInteractive) {
      if (done < total && done / total - said < LOG_EVERY) return;
      said = done / total;
      context.print(`${title}: ${done} of ${total}`);
      return;
    }
    if (!bar) {
      bar = new SingleBar(
        { format: `${title} {bar} {value}/{total} {eta_formatted}`, hideCursor: true, etaBuffer: 50 },
        Presets.shades_classic,
      );
      bar.start(total, 0);
    }
    bar.update(done);
    if (done >= total) bar.stop();
  };
}

/** A bar for each file of a model, in bytes. */
export function createDownloadProgress(
  context: CliContext,
): (progress: { file: string; loaded: number; total: number }) => void {
  const bars = new Map<string, (done: number, total: number) => void>();
  return ({ file, loaded, total }) => {
    const bar = bars.get(file) ?? createProgress(context, `Fetching ${file}`);
    bars.set(file, bar);
    if (total > 0) bar(loaded, total);
  };
}
