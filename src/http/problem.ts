// Every fault as an HTTP status: one total table from code to status and type, and what a client may read of a fault.

import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ErrorCode, ServiceError, toServiceError } from '../kernel/errors.ts';

type Problem = { readonly status: ContentfulStatusCode; readonly type: string };

/** A new code without a status does not compile. */
const PROBLEMS = {
  invalid_request: { status: 400, type: 'invalid_request_error' },
  context_length_exceeded: { status: 400, type: 'invalid_request_error' },
  authentication: { status: 401, type: 'authentication_error' },
  forbidden: { status: 403, type: 'permission_error' },
  not_found: { status: 404, type: 'not_found_error' },
  model_not_found: { status: 404, type: 'not_found_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error' },
  unsupported_media_type: { status: 415, type: 'invalid_request_error' },
  request_too_large: { status: 413, type: 'invalid_request_error' },
  overloaded: { status: 429, type: 'overloaded_error' },
  timeout: { status: 504, type: 'timeout_error' },
  // Nobody reads it: the client has gone. The status is nginx's for the log.
  cancelled: { status: 499 as ContentfulStatusCode, type: 'cancelled' },
  worker_error: { status: 502, type: 'server_error' },
  unavailable: { status: 503, type: 'server_error' },
  bad_config: { status: 500, type: 'server_error' },
  bad_pack: { status: 500, type: 'server_error' },
  internal: { status: 500, type: 'server_error' },
} as const satisfies Record<ErrorCode, Problem>;

/** Codes that hono's own parts give as bare statuses. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  401: 'authentication',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'request_too_large',
  415: 'unsupported_media_type',
};

export function toHttpError(thrown: unknown): ServiceError {
  if (!(thrown instanceof HTTPException)) return toServiceError(thrown);
  const code = CODE_OF_STATUS[thrown.status] ?? 'internal';
  // Hono's message for broken JSON holds nothing of the body.
  return new ServiceError(code, thrown.message === '' ? 'The request was refused' : thrown.message, { cause: thrown });
}

export function statusOf(code: ErrorCode): ContentfulStatusCode {
  return PROBLEMS[code].status;
}

/** The `type` of OpenAI's envelope. */
export function typeOf(code: ErrorCode): string {
  return PROBLEMS[code].type;
}

/** What a client may know of a fault: of our own it gets the message, of anything unexpected nothing. */
export function publicMessage(error: ServiceError): string {
  return statusOf(error.code) === 500
    ? 'The server met an unexpected fault; the request id leads to it in the log'
    : error.message;
}
