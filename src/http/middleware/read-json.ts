// Reads the body of a POST once: JSON in UTF-8, uncompressed, within the limit. What is anything else is refused here,
// so that no route sees it; a client that lies about the length is counted, not believed.

import { createMiddleware } from 'hono/factory';
import { ServiceError } from '../../kernel/errors.ts';
import type { AppEnv } from '../env.ts';

/** A page of another origin can send only other types without asking first, so this is also the guard against those. */
const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;
/** Fatal: bytes that are no text must not become replacement characters in a vector. A byte order mark is dropped. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

export function readJson({ maxBodyBytes }: { readonly maxBodyBytes: number }) {
  return createMiddleware<AppEnv>(async function readJson(context, next) {
    if (context.req.method === 'POST') {
      requireType(context.req.header('content-type'), context.req.header('content-encoding'));
      if (Number(context.req.header('content-length') ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes);
      const bytes = await readBytes(context.req.raw, maxBodyBytes);
      // Where hono looks before it reads the body itself: a promise, although its type says text.
      Object.assign(context.req.bodyCache, { text: Promise.resolve(decode(bytes)) });
    }
    await next();
  });
}

function requireType(type: string | undefined, encoding: string | undefined): void {
  if (type === undefined || !JSON_TYPE.test(type.trim()))
    throw new ServiceError(
      'unsupported_media_type',
      'Found a body of another type, expected JSON under "Content-Type: application/json"',
    );
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw new ServiceError('unsupported_media_type', 'Found a compressed body, expected no Content-Encoding');
}

/** Where a length was announced the server reads no more than that, so the short way is safe and measurably faster. */
async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  try {
    const bytes = request.headers.has('content-length')
      ? await request.bytes()
      : await readChunks(request.body, maxBytes);
    if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
    return bytes;
  } catch (cause) {
    if (cause instanceof ServiceError) throw cause;
    throw new ServiceError('cancelled', 'The client left before its body was there', { cause });
  }
}

/** Leaving the loop cancels the stream: the rest of a body over the limit is not read. */
async function readChunks(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new ServiceError('invalid_request', 'Found bytes that are not UTF-8 in the body', { cause });
  }
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError('request_too_large', `The body is larger than ${maxBytes} bytes, the limit`);
}
