// The closed set of faults that Quintet reports; callers switch on `code`, never on the text of a message.

/** Every code has one HTTP status, decided in `src/http/problem.ts`. */
export const ERROR_CODES = [
  'invalid_request',
  'context_length_exceeded',
  'authentication',
  'forbidden',
  'not_found',
  'model_not_found',
  'method_not_allowed',
  'unsupported_media_type',
  'request_too_large',
  'overloaded',
  'timeout',
  'cancelled',
  'worker_error',
  'unavailable',
  'bad_config',
  'bad_pack',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export type ServiceErrorOptions = {
  cause?: unknown;
  /** How long the caller should wait before another try, in milliseconds. */
  retryAfterMs?: number;
  /** JSON pointer of the field at fault, such as `/saju/dayPillar`. */
  pointer?: string;
};

/** The one error that crosses module borders. Messages never hold a question, a chart, a vector or a key. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly pointer: string | undefined;

  constructor(code: ErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.pointer = options.pointer;
  }
}

/** Turns anything that was thrown into a ServiceError; what is not ours becomes `internal` and keeps its cause. */
export function toServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  if (isAbort(thrown)) return new ServiceError('cancelled', 'The request was cancelled', { cause: thrown });
  return new ServiceError('internal', 'An unexpected fault was met', { cause: thrown });
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.name === 'AbortError' || thrown.name === 'TimeoutError');
}
