// Texts out of files or standard input, one a line, in groups and without ever holding a whole file. An empty line is
// refused: to skip it would move every vector after it to another text.

import { ServiceError } from '../kernel/errors.ts';

/** A longer line is a file that has no lines. */
const MAX_LINE_CHARS = 2 ** 20;

export type NamedStream = { readonly name: string; readonly stream: AsyncIterable<Uint8Array> };
export type TextLine = {
  readonly text: string;
  readonly source: string;
  readonly line: number;
  /** Of the line in its file, its break included. */
  readonly bytes: number;
};
export type TextLinesOptions = {
  /** Lines are JSON strings, which may hold line breaks. */
  readonly isJson: boolean;
  readonly groupSize: number;
};

/** Throws `invalid_request` with name and line for what is no text. */
export async function* readTextGroups(
  sources: readonly NamedStream[],
  options: TextLinesOptions,
): AsyncGenerator<readonly TextLine[]> {
  let group: TextLine[] = [];
  for (const source of sources) {
    let line = 0;
    for await (const raw of readLines(source)) {
      line++;
      const text = toText(raw.replace(/\r$/, ''), `${source.name}:${line}`, options);
      group.push({ text, source: source.name, line, bytes: Buffer.byteLength(raw) + 1 });
      if (group.length < options.groupSize) continue;
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}

async function* readLines({ name, stream }: NamedStream): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const bytes of stream) {
    const lines = (rest + decode(decoder, bytes, name)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_CHARS)
      throw new ServiceError('invalid_request', `${name}: a line is longer than ${MAX_LINE_CHARS} characters`);
    yield* lines;
  }
  rest += decode(decoder, undefined, name);
  if (rest !== '') yield rest;
}

/** Without bytes it ends the text, and half a character at its end is a fault. */
function decode(decoder: TextDecoder, bytes: Uint8Array | undefined, name: string): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new ServiceError('invalid_request', `${name}: found bytes that are not UTF-8`, { cause });
  }
}

function toText(raw: string, place: string, { isJson }: TextLinesOptions): string {
  const text = isJson ? parse(raw) : raw;
  if (typeof text !== 'string') throw new ServiceError('invalid_request', `${place}: expected a JSON string`);
  if (text.trim() === '') throw new ServiceError('invalid_request', `${place}: found an empty text`);
  return text;
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    // Refused by the caller with its place; JSON.parse's own words would quote the text.
    return undefined;
  }
}
