// `quintet query`: one prefetch without a server, through the same application that serves it.

import { readFile } from 'node:fs/promises';
import packageJson from '../../package.json' with { type: 'json' };
import { readConfig } from '../config.ts';
import { SAMPLE_CHARTS } from '../destiny/samples.ts';
import { ServiceError } from '../kernel/errors.ts';
import { openService } from '../service.ts';
import type { CliContext } from './context.ts';

export type QueryOptions = {
  question?: string | undefined;
  chart?: string;
  theme: string;
  locale: string;
  explain?: boolean;
};

export async function query(context: CliContext, options: QueryOptions): Promise<void> {
  const chart = options.chart === undefined ? SAMPLE_CHARTS.ko : await readChart(options.chart);
  // One question is one text: more workers would only make the start longer.
  const config = readConfig({ ...context.environment, RAG_EXECUTOR_WORKERS: '1' }, context.machine);
  await using service = await openService(config, { root: context.root, version: packageJson.version });
  // Loading is no part of the time that the answer gives.
  await service.ready();
  const { question, theme, locale, explain = false } = options;
  const body = JSON.stringify({ ...chart, question, theme, locale, explain, deadline_ms: 30_000 });
  const response = await service.fetch(
    new Request('http://localhost/v1/prefetch', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      signal: context.stop,
    }),
  );
  context.print(JSON.stringify(await response.json(), undefined, 2));
  if (!response.ok) throw new ServiceError('invalid_request', `The prefetch was refused with ${response.status}`);
}

async function readChart(file: string): Promise<object> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ServiceError(
      'invalid_request',
      `Cannot read the chart "${file}": expected a JSON file with saju and astro`,
      { cause },
    );
  }
}
