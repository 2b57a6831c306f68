// In whose words a fault is told: OpenAI's envelope on every path but those of text-embeddings-inference, of Ollama and of
// the first application, which use theirs for every fault, unknown methods and broken bodies included.

import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { ErrorCode, ServiceError } from '../kernel/errors.ts';
import { EmptyInputError } from './inputs.ts';
import { publicMessage, statusOf, typeOf } from './problem.ts';

export const problemBody = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable().describe('JSON pointer of the field at fault'),
    code: z.string(),
  }),
});
const TEI_TYPES = ['Unhealthy', 'Backend', 'Overloaded', 'Validation', 'Tokenizer', 'Empty'] as const;
export const teiProblemBody = z.object({ error: z.string(), error_type: z.enum(TEI_TYPES) });
export const ollamaProblemBody = z.object({ error: z.string() });
export const counselorProblemBody = z.object({ status: z.literal('error'), message: z.string() });

type Told = { readonly status: ContentfulStatusCode; readonly body: object };
type Envelope = (error: ServiceError) => Told;

const TEI_PATHS: ReadonlySet<string> = new Set(['/embed', '/tokenize', '/similarity', '/info']);

/** What text-embeddings-inference calls a fault; its own statuses where it has one for the case, ours elsewhere. */
const TEI_FAULTS: Readonly<Partial<Record<ErrorCode, { status?: ContentfulStatusCode; type: TeiType }>>> = {
  invalid_request: { status: 422, type: 'Validation' },
  context_length_exceeded: { status: 422, type: 'Validation' },
  overloaded: { type: 'Overloaded' },
  unavailable: { type: 'Unhealthy' },
  worker_error: { status: 424, type: 'Backend' },
  timeout: { status: 424, type: 'Backend' },
  internal: { type: 'Backend' },
};
type TeiType = (typeof TEI_TYPES)[number];

function tellAsOpenAi(error: ServiceError): Told {
  const fault = { message: publicMessage(error), type: typeOf(error.code), param: error.pointer ?? null };
  return { status: statusOf(error.code), body: { error: { ...fault, code: error.code } } };
}

function tellAsTei(error: ServiceError): Told {
  if (error instanceof EmptyInputError) return { status: 400, body: { error: error.message, error_type: 'Empty' } };
  const { status = statusOf(error.code), type } = TEI_FAULTS[error.code] ?? { type: 'Validation' };
  return { status, body: { error: publicMessage(error), error_type: type } };
}

function tellAsOllama(error: ServiceError): Told {
  return { status: statusOf(error.code), body: { error: publicMessage(error) } };
}

function tellAsCounselor(error: ServiceError): Told {
  return { status: statusOf(error.code), body: { status: 'error', message: publicMessage(error) } };
}

function envelopeOf(path: string): Envelope {
  if (TEI_PATHS.has(path)) return tellAsTei;
  if (path.startsWith('/api/')) return tellAsOllama;
  return path.startsWith('/counselor/') ? tellAsCounselor : tellAsOpenAi;
}

export function answerFault(context: Context, error: ServiceError): Response {
  const { retryAfterMs } = error;
  if (retryAfterMs !== undefined) context.header('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  if (error.code === 'authentication') context.header('WWW-Authenticate', 'Bearer');
  const { status, body } = envelopeOf(context.req.path)(error);
  return context.json(body, status);
}
