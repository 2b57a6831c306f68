// `quintet embed`: texts of files or standard input to vectors on standard output, a group at a time. It cuts nothing
// unless it is told to, and then says how many texts it cut.

import { stat } from 'node:fs/promises';
import { composeEmbedder, openEngine } from '../composition/open-embedding.ts';
import { readConfig } from '../config.ts';
import type { Embedder, EmbedKind } from '../embedding/ports.ts';
import { ServiceError, toServiceError } from '../kernel/errors.ts';
import { SILENT } from '../kernel/events.ts';
import type { CliContext } from './context.ts';
import { createProgress } from './progress.ts';
import { type NamedStream, readTextGroups, type TextLine } from './text-lines.ts';
import { type ByteSink, type Format, openVectorWriter, type VectorWriter } from './vector-writer.ts';

/** Enough to keep every worker busy, little enough to hold. */
const GROUP_SIZE = 128;
const STDIN = '-';

export type EmbedCommand = {
  readonly files: readonly string[];
  readonly inputType: EmbedKind;
  readonly format: Format;
  readonly json?: boolean;
  readonly truncate?: boolean;
  readonly output?: string;
};

/** Rejects with `invalid_request`, naming file and line, for what cannot be read or is too long. */
export async function embed(context: CliContext, command: EmbedCommand): Promise<void> {
  const files = command.files.length > 0 ? command.files : [STDIN];
  const totalBytes = await sumSizes(files);
  const sink = openSink(command.output);
  const config = readConfig(context.environment, context.machine);
  await using parts = new AsyncDisposableStack();
  const opened = await openEngine(config, { root: context.root, events: SILENT, parts });
  const embedder = composeEmbedder(opened, { events: SILENT });
  await embedder.ready();
  const writer = parts.use(
    await openVectorWriter(sink, { format: command.format, dimension: opened.identity.dimension }),
  );
  try {
    const cut = await pump(context, { ...command, files, totalBytes, embedder, writer });
    if (cut > 0)
      console.error(`${cut} text${cut === 1 ? ' was' : 's were'} cut at ${opened.identity.maxTokens} tokens`);
  } catch (error) {
    // Whoever reads has enough, as `head` does: that is no failure.
    if (codeOf(error) !== 'EPIPE') throw toOutputFault(error);
  }
}

type Pump = EmbedCommand & {
  readonly totalBytes: number | undefined;
  readonly embedder: Embedder;
  readonly writer: VectorWriter;
};

/** How many texts were cut. One group is held at a time: the next is read when the last has been written. */
async function pump(context: CliContext, { totalBytes, embedder, writer, ...command }: Pump): Promise<number> {
  // A bar needs a total, which a pipe has not; and in a log it would only be noise among others' lines.
  const progress = context.isInteractive && totalBytes ? createProgress(context, 'Embedding') : undefined;
  let doneBytes = 0;
  let cut = 0;
  const reading = { isJson: command.json ?? false, groupSize: GROUP_SIZE };
  for await (const group of readTextGroups(command.files.map(openSource), reading)) {
    const results = await embedGroup(embedder, group, { command, signal: context.stop });
    await writer.write(results.map(({ vector }) => vector));
    cut += results.filter(({ isTruncated }) => isTruncated).length;
    doneBytes += group.reduce((sum, { bytes }) => sum + bytes, 0);
    // A last line without a break makes one byte more than there are; the end is shown below.
    progress?.(Math.min(doneBytes, (totalBytes ?? 1) - 1), totalBytes ?? 1);
  }
  await writer.end();
  progress?.(totalBytes ?? 1, totalBytes ?? 1);
  return cut;
}

function openSink(output: string | undefined): ByteSink {
  try {
    return (output === undefined ? Bun.stdout : Bun.file(output)).writer();
  } catch (cause) {
    throw new ServiceError('invalid_request', `Cannot write "${output}" (${codeOf(cause)})`, { cause });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** A full disk and the like; our own faults pass as they are. */
function toOutputFault(error: unknown): unknown {
  if (error instanceof ServiceError || codeOf(error) === undefined) return error;
  return new ServiceError('internal', `Cannot write the vectors (${codeOf(error)})`, { cause: error });
}

function openSource(name: string): NamedStream {
  return name === STDIN ? { name: 'stdin', stream: Bun.stdin.stream() } : { name, stream: Bun.file(name).stream() };
}

/** Undefined where a pipe is among them. A file that is not there is told before a model is loaded for it. */
async function sumSizes(files: readonly string[]): Promise<number | undefined> {
  const sizes = files.map(async (name) => {
    if (name === STDIN) return undefined;
    try {
      const { size, isFile } = await stat(name).then((found) => ({ size: found.size, isFile: found.isFile() }));
      if (isFile) return size;
    } catch (cause) {
      throw new ServiceError('invalid_request', `Cannot read "${name}", expected a file of texts`, { cause });
    }
    throw new ServiceError('invalid_request', `Found no file at "${name}", expected a file of texts`);
  });
  const known = (await Promise.all(sizes)).filter((size) => size !== undefined);
  return known.length === files.length ? known.reduce((sum, size) => sum + size, 0) : undefined;
}

type GroupOptions = { readonly command: EmbedCommand; readonly signal: AbortSignal };

async function embedGroup(embedder: Embedder, group: readonly TextLine[], { command, signal }: GroupOptions) {
  const { inputType: kind, truncate = false } = command;
  const texts = group.map(({ text }) => text);
  try {
    return await embedder.embed(texts, { kind, lane: 'bulk', truncate, signal });
  } catch (thrown) {
    const error = toServiceError(thrown);
    if (error.code !== 'context_length_exceeded') throw error;
    const at = group.find(({ text }) => embedder.tokenize(text, kind).isTruncated);
    throw new ServiceError('invalid_request', `${at?.source}:${at?.line}: ${error.message}; --truncate cuts it`, {
      cause: error,
    });
  }
}
