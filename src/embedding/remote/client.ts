// Calls to another embedding server: connections are kept, every call has a time limit, faults become our codes, and a
// budget keeps retries from doubling the load of a server that is already sick.

import { type ErrorCode, ServiceError } from '../../kernel/errors.ts';

export type RemoteClientOptions = {
  readonly url: string;
  readonly key: string | undefined;
  /** Longest that one try may take. */
  readonly tryMs: number;
};

/** Statuses after which another try may fare better. */
const PASSING_FAULTS: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
/** Share of calls that may be tried again, and how many retries may be saved up. */
const RETRY_SHARE = 0.2;
const RETRY_CAPACITY = 10;

export class RemoteClient {
  readonly #options: RemoteClientOptions;
  #retries = RETRY_CAPACITY;

  constructor(options: RemoteClientOptions) {
    this.#options = options;
  }

  get(path: string, signal?: AbortSignal): Promise<unknown> {
    return this.#send('GET', { path, body: undefined, signal });
  }

  /** Tried once more after a passing fault, while the budget lasts. */
  async post(path: string, { body, signal }: { body: unknown; signal?: AbortSignal | undefined }): Promise<unknown> {
    this.#retries = Math.min(RETRY_CAPACITY, this.#retries + RETRY_SHARE);
    try {
      return await this.#send('POST', { path, body, signal });
    } catch (error) {
      if (signal?.aborted || !isPassing(error) || this.#retries < 1) throw error;
      this.#retries -= 1;
      return this.#send('POST', { path, body, signal });
    }
  }

  async #send(
    method: string,
    call: { path: string; body: unknown; signal: AbortSignal | undefined },
  ): Promise<unknown> {
    const { url, key, tryMs } = this.#options;
    const limit = AbortSignal.timeout(tryMs);
    const response = await fetch(new URL(call.path.slice(1), url.endsWith('/') ? url : `${url}/`), {
      method,
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      signal: call.signal ? AbortSignal.any([call.signal, limit]) : limit,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    }).catch((cause: unknown) => {
      throw toLineFault(cause, { signal: call.signal, limit });
    });
    if (response.ok) return readJson(response, { signal: call.signal, limit });
    // The body may quote the text, so it is read only to free the connection.
    await response.arrayBuffer().catch(() => undefined);
    throw toFault(response);
  }
}

/** Our error with what a retry has to know. */
class RemoteFault extends ServiceError {
  readonly isPassing: boolean;

  constructor(
    code: ErrorCode,
    {
      message,
      isPassing,
      cause,
      retryAfterMs,
    }: { message: string; isPassing: boolean; cause?: unknown; retryAfterMs?: number },
  ) {
    super(code, message, { cause, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    this.isPassing = isPassing;
  }
}

/** Whether the server, and not the call, was at fault. */
export function isServerFault(error: unknown): boolean {
  return isPassing(error);
}

function isPassing(error: unknown): boolean {
  return error instanceof RemoteFault && error.isPassing;
}

type Ends = { signal: AbortSignal | undefined; limit: AbortSignal };

/** Why nothing came: a caller who left is no fault of the server, and must not count against it. */
function toLineFault(cause: unknown, { signal, limit }: Ends): ServiceError {
  if (signal?.aborted) return new ServiceError('cancelled', 'The embedding was cancelled', { cause });
  const code: ErrorCode = limit.aborted ? 'timeout' : 'unavailable';
  return new RemoteFault(code, { message: 'The embedding server did not answer', isPassing: true, cause });
}

async function readJson(response: Response, ends: Ends): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    // A body can be cut off as well as not come at all.
    if (ends.signal?.aborted || ends.limit.aborted) throw toLineFault(cause, ends);
    throw new RemoteFault('worker_error', { message: 'The embedding server answered no JSON', isPassing: true, cause });
  }
}

function toFault(response: Response): RemoteFault {
  const { status } = response;
  const seconds = Number(response.headers.get('retry-after') ?? '1');
  const message = `The embedding server answered ${status}`;
  const isPassing = PASSING_FAULTS.has(status);
  if (status === 429)
    return new RemoteFault('overloaded', {
      message,
      isPassing,
      retryAfterMs: 1000 * (Number.isFinite(seconds) ? seconds : 1),
    });
  if (status === 413 || status === 400 || status === 422)
    return new RemoteFault('invalid_request', { message, isPassing });
  if (status === 401 || status === 403)
    return new RemoteFault('bad_config', { message: `${message}: its key is wrong or missing`, isPassing });
  return new RemoteFault(status === 504 ? 'timeout' : 'unavailable', { message, isPassing });
}
