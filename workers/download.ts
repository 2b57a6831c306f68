// Downloads one model of a hub through transformers.js's own code: its cache, its layout, its progress. It runs once in a
// worker of its own and computes nothing: the runtime that it pins makes no sessions.

export type DownloadRequest = {
  readonly id: string;
  /** Files land in `<cacheDir>/<id>/`. */
  readonly cacheDir: string;
  /** Another hub than the usual one. */
  readonly hubUrl: string | undefined;
  readonly dtype: string;
};

export type DownloadReport =
  | { readonly kind: 'progress'; readonly file: string; readonly loaded: number; readonly total: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

type Progress = { status: string; file?: string; loaded?: number; total?: number };

function report(message: DownloadReport): void {
  postMessage(message);
}

/** Stands where transformers.js looks for a runtime: files are fetched and kept, and no session is made of them. */
function pinNoRuntime(): void {
  const session = { inputNames: [], outputNames: [], release: async () => undefined };
  const runtime = { InferenceSession: { create: async () => session }, Tensor: class {}, env: {} };
  Object.assign(globalThis, { [Symbol.for('onnxruntime')]: runtime });
}

async function download({ id, cacheDir, hubUrl, dtype }: DownloadRequest): Promise<void> {
  pinNoRuntime();
  // Not a static import: transformers.js chooses its runtime while it is being evaluated.
  const { AutoModel, AutoTokenizer, env } = await import('@huggingface/transformers');
  env.allowLocalModels = false;
  env.allowRemoteModels = true;
  env.cacheDir = cacheDir;
  env.useFSCache = true;
  if (hubUrl !== undefined) env.remoteHost = hubUrl.endsWith('/') ? hubUrl : `${hubUrl}/`;
  const progress_callback = ({ status, file, loaded = 0, total = 0 }: Progress): void => {
    if (status === 'progress' && file !== undefined) report({ kind: 'progress', file, loaded, total });
  };
  await AutoTokenizer.from_pretrained(id, { progress_callback });
  await AutoModel.from_pretrained(id, { progress_callback, dtype: dtype as 'q8', device: 'auto' });
}

self.addEventListener('message', ({ data }: MessageEvent<DownloadRequest>) => {
  download(data).then(
    () => report({ kind: 'done' }),
    (error: unknown) => report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});
