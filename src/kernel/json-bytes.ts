// Writes JSON straight into bytes, piece by piece. Texts of a pack come again and again, so each is escaped and encoded once
// and copied from then on: an answer holds every text in three places. It checks no commas and no braces.

/** Texts kept, in bytes; beyond it all are forgotten, for what came once may never come again. */
const MOST_KEPT_BYTES = 16 * 2 ** 20;
const FIRST_BYTES = 2 ** 17;
/** Up to here a loop is faster than the call of a native copy (measured). */
const SHORT_PIECE = 16;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;

const UTF8 = new TextEncoder();

/** One writer serves one answer after the other; its buffer grows to the largest and stays. */
export class JsonBytes {
  #buffer = new Uint8Array(FIRST_BYTES);
  #length = 0;
  readonly #literals = new Map<string, Uint8Array>();
  readonly #texts = new Map<string, Uint8Array>();
  #keptBytes = 0;

  /** Begins anew. */
  clear(): void {
    this.#length = 0;
  }

  /** Part of the program's own JSON, such as `,"score":`. Kept for ever: never for what a request brought. */
  literal(json: string): void {
    let bytes = this.#literals.get(json);
    if (!bytes) {
      bytes = UTF8.encode(json);
      this.#literals.set(json, bytes);
    }
    this.#append(bytes);
  }

  /** A text, or a part of one, inside of a JSON string whose quotes are literals. */
  text(text: string): void {
    this.#append(this.#texts.get(text) ?? this.#keep(text));
  }

  /** A whole JSON string. */
  string(text: string): void {
    this.#byte(QUOTE);
    this.text(text);
    this.#byte(QUOTE);
  }

  /** An array whose members `write` writes. */
  list<T>(values: readonly T[], write: (value: T, place: number) => void): void {
    this.#byte(OPENING_BRACKET);
    for (let place = 0; place < values.length; place++) {
      if (place > 0) this.#byte(COMMA);
      // Within the bounds of the array.
      write(values[place] as T, place);
    }
    this.#byte(CLOSING_BRACKET);
  }

  /** Any value, written anew each time. */
  json(value: unknown): void {
    this.#append(UTF8.encode(JSON.stringify(value)));
  }

  /** The members of an object, without its braces. */
  members(value: object): void {
    this.#append(UTF8.encode(JSON.stringify(value).slice(1, -1)));
  }

  /** Throws for a number that JSON has no form for. */
  number(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`JSON has no form for ${value}`);
    this.ascii(String(value));
  }

  /** Characters that need no escape and are not kept, such as a hash. */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let at = 0; at < text.length; at++) this.#buffer[this.#length + at] = text.charCodeAt(at);
    this.#length += text.length;
  }

  /** What was written from `start` on: a view that is true until the next piece. */
  view(start = 0): Uint8Array {
    return this.#buffer.subarray(start, this.#length);
  }

  /** A copy of all that was written, at the beginning of a buffer with so many more bytes behind it. */
  toBytes(room = 0): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(this.#length + room);
    copy.set(this.view());
    return copy.subarray(0, this.#length);
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = byte;
  }

  #append(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    if (length > SHORT_PIECE) this.#buffer.set(bytes, this.#length);
    else for (let at = 0; at < length; at++) this.#buffer[this.#length + at] = bytes[at] ?? 0;
    this.#length += length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }

  #keep(text: string): Uint8Array {
    const bytes = UTF8.encode(JSON.stringify(text).slice(1, -1));
    if (this.#keptBytes + bytes.length > MOST_KEPT_BYTES) {
      this.#texts.clear();
      this.#keptBytes = 0;
    }
    this.#texts.set(text, bytes);
    this.#keptBytes += bytes.length;
    return bytes;
  }
}
