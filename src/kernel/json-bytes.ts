// Writes JSON straight into bytes, piece by piece. Texts of a pack come again and again, so each is escaped and encoded once
// and copied from then on. It checks no commas and no braces.

/** Room for texts that are kept, at first and at most; what finds none is escaped anew each time. */
const FIRST_KEPT_BYTES = 2 ** 18;
const MOST_KEPT_BYTES = 2 ** 24;
const FIRST_OUTPUT_BYTES = 2 ** 17;
/** The most bytes that UTF-8 takes for one unit of a string. */
const UNIT_BYTES = 3;
/** Up to here a loop is faster than the call of a native copy (measured). */
const SHORT_PIECE = 16;
/** A place is a start and a length in one number, both below this. */
const PLACE_BASE = 2 ** 24;

/** Scores have four decimals and are below 1, most other numbers are short: a string for each would be garbage. */
const FRACTIONS = 10_000;
const SHORT_WHOLE = 1000;

const ZERO = 0x30;
const POINT = 0x2e;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;

const UTF8 = new TextEncoder();

/**
 * One writer serves one answer after the other. What it keeps and what it writes lie in one array, kept texts first, because
 * a copy within an array needs no views.
 */
export class JsonBytes {
  #buffer = new Uint8Array(FIRST_KEPT_BYTES + FIRST_OUTPUT_BYTES);
  /** Nothing is kept at 0: a place is a number, and 0 is none. */
  #keptEnd = 1;
  /** Where the output begins and ends. */
  #start = FIRST_KEPT_BYTES;
  #end = FIRST_KEPT_BYTES;
  readonly #literals = new Map<string, number>();
  readonly #texts = new Map<string, number>();

  /** Begins anew. */
  clear(): void {
    this.#end = this.#start;
  }

  /** Part of the program's own JSON, such as `,"score":`. Kept for ever: never for what a request brought. */
  literal(json: string): void {
    const known = this.#literals.get(json);
    if (known) this.#copy(known);
    else this.#remember(this.#literals, { text: json, json });
  }

  /** A text of a pack, or a part of one, inside of a JSON string whose quotes are literals. */
  text(text: string): void {
    const known = this.#texts.get(text);
    if (known) this.#copy(known);
    else this.#remember(this.#texts, { text, json: escapeText(text) });
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
      write(values[place] as T, place); // within the bounds of the array
    }
    this.#byte(CLOSING_BRACKET);
  }

  /** Any value, written anew each time. */
  json(value: unknown): void {
    this.raw(JSON.stringify(value));
  }

  /** The members of an object, without its braces. */
  members(value: object): void {
    this.raw(JSON.stringify(value).slice(1, -1));
  }

  /** Throws for a number that JSON has no form for. */
  number(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`JSON has no form for ${value}`);
    const fraction = Math.round(value * FRACTIONS);
    if (value >= 1 && value < SHORT_WHOLE && Number.isInteger(value)) this.#whole(value);
    else if (fraction > 0 && fraction < FRACTIONS && fraction / FRACTIONS === value) this.#decimals(fraction);
    else this.ascii(String(value));
  }

  /** Characters that need no escape and are not kept, such as a hash. */
  ascii(text: string): void {
    this.#reserve(text.length);
    for (let at = 0; at < text.length; at++) this.#buffer[this.#end + at] = text.charCodeAt(at);
    this.#end += text.length;
  }

  /** JSON that was written elsewhere. */
  raw(json: string): void {
    this.#write(json);
  }

  bytes(json: Uint8Array): void {
    this.#reserve(json.length);
    this.#buffer.set(json, this.#end);
    this.#end += json.length;
  }

  /** What was written since it was cleared: a view that is true until the next piece. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#buffer[this.#end] = byte;
    this.#end += 1;
  }

  /** Above 0 and below 1000. */
  #whole(value: number): void {
    this.#reserve(3);
    for (let unit = value < 10 ? 1 : value < 100 ? 10 : 100; unit >= 1; unit /= 10)
      this.#buffer[this.#end++] = ZERO + (Math.trunc(value / unit) % 10);
  }

  /** Ten thousandths, as a decimal fraction without zeros at its end. */
  #decimals(fraction: number): void {
    this.#reserve(6);
    this.#buffer[this.#end++] = ZERO;
    this.#buffer[this.#end++] = POINT;
    for (let rest = fraction; rest > 0; rest = (rest * 10) % FRACTIONS)
      this.#buffer[this.#end++] = ZERO + Math.trunc((rest * 10) / FRACTIONS);
  }

  #copy(place: number): void {
    const length = Math.trunc(place / PLACE_BASE);
    const from = place - length * PLACE_BASE;
    this.copy(from, from + length);
  }

  /** Writes what is kept from one place to another. */
  protected copy(from: number, to: number): void {
    const length = to - from;
    this.#reserve(length);
    if (length > SHORT_PIECE) this.#buffer.copyWithin(this.#end, from, to);
    else for (let at = 0; at < length; at++) this.#buffer[this.#end + at] = this.#buffer[from + at] ?? 0;
    this.#end += length;
  }

  /** Keeps JSON without writing it: gives where it begins, undefined where there is no room. */
  protected keep(json: string): number | undefined {
    const length = this.#write(json);
    const isKept = this.#keepWritten(length) > 0;
    this.#end -= length;
    return isKept ? this.#keptEnd - length : undefined;
  }

  #remember(places: Map<string, number>, { text, json }: { text: string; json: string }): void {
    const place = this.#keepWritten(this.#write(json));
    if (place > 0) places.set(text, place);
  }

  /** Gives the number of bytes. */
  #write(json: string): number {
    this.#reserve(UNIT_BYTES * json.length);
    const { written } = UTF8.encodeInto(json, this.#buffer.subarray(this.#end));
    this.#end += written;
    return written;
  }

  /** Keeps the last bytes that were written; 0 where there is no room for them. */
  #keepWritten(length: number): number {
    while (this.#keptEnd + length > this.#start && this.#start < MOST_KEPT_BYTES) this.#moveOutput(2 * this.#start);
    if (this.#keptEnd + length > this.#start) return 0;
    const from = this.#keptEnd;
    this.#buffer.copyWithin(from, this.#end - length, this.#end);
    this.#keptEnd += length;
    return length * PLACE_BASE + from;
  }

  #reserve(more: number): void {
    if (this.#end + more > this.#buffer.length) this.#moveOutput(this.#start, more);
  }

  /** A larger buffer: more room before `start` for texts, or behind the output. */
  #moveOutput(start: number, more = 0): void {
    const length = this.#end - this.#start;
    const larger = new Uint8Array(start + Math.max(2 * (length + more), FIRST_OUTPUT_BYTES));
    larger.set(this.#buffer.subarray(0, this.#keptEnd));
    larger.set(this.view(), start);
    this.#buffer = larger;
    this.#start = start;
    this.#end = start + length;
  }
}

/** As it stands between the quotes. */
export function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
