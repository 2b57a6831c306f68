// The model that the configuration names: an embedded one, a folder, or one of a hub that is on disk or may be fetched.

import path from 'node:path';
import type { Config } from '../config.ts';
import type { DescribedModel } from '../embedding/descriptor.ts';
import { type HubProgress, isHubId, openHubModel } from '../embedding/hub.ts';
import { describeModel } from '../embedding/model.ts';
import { ServiceError } from '../kernel/errors.ts';

/** The dtype that is asked for: the smallest that keeps the quality, and what WASM runs best. */
const HUB_DTYPE = 'q8';

export type FindModelOptions = {
  readonly root: string;
  readonly onDownload?: ((progress: HubProgress) => void) | undefined;
};

/** What the download worker says; its own types are not imported, because nothing here imports `workers`. */
type Report = ({ kind: 'progress' } & HubProgress) | { kind: 'done' } | { kind: 'failed'; message: string };

/** Its files are not hashed yet. */
export async function findModel(config: Config, { root, onDownload }: FindModelOptions): Promise<DescribedModel> {
  const modelsDir = path.join(root, 'models');
  if (!isHubId(config.model)) return describeModel(config.model, { modelsDir });
  const folder = await openHubModel(config.model, {
    dir: path.resolve(config.dataDir, 'models'),
    isAllowed: config.isDownloadAllowed,
    download: (id, onProgress) => download(id, { config, root, onProgress }),
    ...(onDownload ? { onProgress: onDownload } : {}),
  });
  return describeModel(folder, { modelsDir, id: config.model });
}

async function download(
  id: string,
  options: { config: Config; root: string; onProgress(progress: HubProgress): void },
): Promise<void> {
  const { config, root, onProgress } = options;
  const worker = new Worker(path.join(root, 'workers', 'download.ts'));
  const ended = Promise.withResolvers<void>();
  const fail = (message: string): void =>
    ended.reject(new ServiceError('unavailable', `RAG_MODEL: "${id}" could not be fetched: ${message}`));
  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => {
    if (data.kind === 'progress') onProgress(data);
    else if (data.kind === 'done') ended.resolve();
    else fail(data.message);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    fail('the download worker died');
  });
  const cacheDir = path.resolve(config.dataDir, 'models');
  worker.postMessage({ id, cacheDir, hubUrl: config.hubUrl, dtype: HUB_DTYPE });
  try {
    await ended.promise;
  } finally {
    worker.terminate();
  }
}
