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
const FIRST_NUMBERS = 2 ** 12;
const MOST_NUMBERS = 2 ** 20;

/** Scores have four decimals: putting their digits together again and again would take a tenth of writing an answer. */
const FRACTIONS = 10_000;

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
  #keptEnd = 0;
  /** Where the output begins and ends. */
  #start = FIRST_KEPT_BYTES;
  #end = FIRST_KEPT_BYTES;
  readonly #literals = new Map<string, number>();
  readonly #texts = new Map<string, number>();
  #numbered = new Float64Array(FIRST_NUMBERS);
  readonly #fractions: string[] = [];

  /** Begins anew. */
  clear(): void {
    this.#end = this.#start;
  }

  /** Part of the program's own JSON, such as `,"score":`. Kept for ever: never for what a request brought. */
  literal(json: string): void {
    const known = this.#literals.get(json);
    if (known !== undefined) this.#copy(known);
    else this.#literals.set(json, this.#keep(this.#write(json)));
  }

  /** A text of a pack, or a part of one, inside of a JSON string whose quotes are literals. */
  text(text: string): void {
    const known = this.#texts.get(text);
    if (known) this.#copy(known);
    else {
      const place = this.#keep(this.#write(escapeText(text)));
      if (place > 0) this.#texts.set(text, place);
    }
  }

  /**
   * The same for a text that has a number of its own, which must always mean this text: found without a look at the text,
   * which after a while lies in no cache of the processor.
   */
  numberedText(number: number, text: string): void {
    const known = this.#numbered[number];
    if (known) this.#copy(known);
    else if (number >= MOST_NUMBERS) this.text(text);
    else {
      const place = this.#keep(this.#write(escapeText(text)));
      this.#growNumbers(number);
      this.#numbered[number] = place;
    }
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
    const isShort = fraction > 0 && fraction < FRACTIONS && fraction / FRACTIONS === value;
    if (isShort) this.#fractions[fraction] ??= String(value);
    this.ascii((isShort && this.#fractions[fraction]) || String(value));
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

  #copy(place: number): void {
    const length = Math.trunc(place / PLACE_BASE);
    const from = place - length * PLACE_BASE;
    this.#reserve(length);
    if (length > SHORT_PIECE) this.#buffer.copyWithin(this.#end, from, from + length);
    else for (let at = 0; at < length; at++) this.#buffer[this.#end + at] = this.#buffer[from + at] ?? 0;
    this.#end += length;
  }

  /** Gives the number of bytes. */
  #write(json: string): number {
    this.#reserve(UNIT_BYTES * json.length);
    const { written } = UTF8.encodeInto(json, this.#buffer.subarray(this.#end));
    this.#end += written;
    return written;
  }

  /** Keeps the last bytes that were written; 0 where there is no room for them. */
  #keep(length: number): number {
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

  #growNumbers(number: number): void {
    if (number < this.#numbered.length) return;
    const larger = new Float64Array(2 * number);
    larger.set(this.#numbered);
    this.#numbered = larger;
  }
}

/** As it stands between the quotes. */
function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
