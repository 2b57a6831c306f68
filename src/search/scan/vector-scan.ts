// The vectors of an index in the memory of the scan kernel: one memory as long as the index, none per request. It gives
// exact scores of the rows that are asked for or, for many rows, bounds that are never too low.

import { type Codes, encodeQuery, encodeRows } from './codes.ts';
import { BLOCK_NUMBERS, BLOCK_ROWS, MAX_PAGES, openKernel, PAGE_BYTES, type ScanKernel } from './kernel.ts';

export type ScanQuery = {
  readonly vector: Float32Array;
  readonly firstRow: number;
  /** A byte per row from the first one on; 0 forbids. */
  readonly allowed: Uint8Array;
};

export type ScanSize = {
  readonly rows: number;
  readonly dimension: number;
  /** Codes for bounds cost a quarter more memory. */
  readonly hasCodes: boolean;
};

export class VectorScan {
  /** The rows, one after the other: whoever has a scan needs no other copy. */
  readonly vectors: Float32Array;
  readonly dimension: number;
  readonly #kernel: ScanKernel;
  readonly #buffer: ArrayBufferLike;
  readonly #layout: Layout;
  readonly #codes: Codes | undefined;
  #longestRow = 0;

  /** A scan of rows that are still zero; undefined where there is no SIMD or the rows are more than 4 GiB. */
  static allocate(size: ScanSize): VectorScan | undefined {
    const layout = layOut(size);
    const pages = Math.ceil(layout.end / PAGE_BYTES);
    if (pages > MAX_PAGES) return undefined;
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const kernel = openKernel(memory);
    return kernel && new VectorScan(kernel, { buffer: memory.buffer, layout, size });
  }

  private constructor(
    kernel: ScanKernel,
    { buffer, layout, size }: { buffer: ArrayBufferLike; layout: Layout; size: ScanSize },
  ) {
    const { rows, dimension, hasCodes } = size;
    this.#kernel = kernel;
    this.#buffer = buffer;
    this.#layout = layout;
    this.dimension = dimension;
    this.vectors = new Float32Array(buffer, layout.vectors, rows * dimension);
    if (!hasCodes) return;
    this.#codes = {
      codes: new Int8Array(buffer, layout.codes, roundUp(rows, BLOCK_ROWS) * layout.stride),
      stride: layout.stride,
      scales: new Float32Array(buffer, layout.scales, rows),
      errors: new Float32Array(buffer, layout.errors, rows),
    };
  }

  get hasCodes(): boolean {
    return this.#codes !== undefined;
  }

  /** Has to be called when the rows are there, and after every change of them. */
  encode(): void {
    if (this.#codes) this.#longestRow = encodeRows(this.#codes, this);
  }

  /** The dot product with each of the rows, to the bit what `dotAt` gives. */
  scoreRows(vector: Float32Array, rows: ArrayLike<number>): Float32Array {
    const { query, list, vectors } = this.#layout;
    new Float64Array(this.#buffer, query, this.dimension).set(vector);
    new Int32Array(this.#buffer, list, rows.length).set(rows);
    this.#kernel.score(list, rows.length, vectors, query, this.dimension);
    return new Float32Array(this.#buffer, list, rows.length).slice();
  }

  /**
   * What the score of every allowed row can be at most, `NOT_ALLOWED` for the others; undefined without codes. Reads a
   * quarter of the memory that scores of all rows read.
   */
  bound({ vector, firstRow, allowed }: ScanQuery): Float32Array | undefined {
    if (!this.#codes) return undefined;
    const { queryCodes, mask, list, codes, scales, errors, stride } = this.#layout;
    // The block in which the first row lies may begin with rows of others: they are masked.
    const lead = firstRow % BLOCK_ROWS;
    const start = firstRow - lead;
    const count = roundUp(lead + allowed.length, BLOCK_ROWS);
    const bytes = new Uint8Array(this.#buffer, mask, count);
    bytes.fill(0, 0, lead).fill(0, lead + allowed.length);
    bytes.set(allowed, lead);
    const target = new Int16Array(this.#buffer, queryCodes, stride);
    const { scale, norm, slack } = encodeQuery(vector, { target, longestRow: this.#longestRow });
    this.#kernel.bound(
      codes + start * stride,
      count,
      queryCodes,
      stride,
      mask,
      scales + 4 * start,
      errors + 4 * start,
      list,
      scale,
      norm,
      slack,
    );
    return new Float32Array(this.#buffer, list + 4 * lead, allowed.length).slice();
  }
}

type Layout = Readonly<
  Record<
    | 'query'
    | 'queryCodes'
    | 'mask'
    /** Row numbers or scores. */
    | 'list'
    | 'vectors'
    | 'codes'
    | 'scales'
    | 'errors'
    /** Bytes of a row of codes, no address. */
    | 'stride'
    | 'end',
    number
  >
>;

/** Byte addresses. A scan may begin and end inside a block, so every list has two more. */
function layOut({ rows, dimension, hasCodes }: ScanSize): Layout {
  const stride = roundUp(dimension, BLOCK_NUMBERS);
  const padded = rows + 2 * BLOCK_ROWS;
  let end = 0;
  const place = (bytes: number): number => {
    const at = end;
    end = roundUp(at + bytes, 64);
    return at;
  };
  return {
    stride,
    query: place(8 * dimension),
    queryCodes: place(2 * stride),
    mask: place(padded),
    list: place(4 * padded),
    vectors: place(4 * rows * dimension),
    codes: place(hasCodes ? padded * stride : 0),
    scales: place(hasCodes ? 4 * padded : 0),
    errors: place(hasCodes ? 4 * padded : 0),
    end,
  };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
