// The pieces of a vocabulary as a trie in a few typed arrays. As objects, 68,498 pieces are 92,000 nodes with a map each:
// 25 MB that every collection walks through.

const FEWEST_SLOTS = 16;
/** An open hash table is fast while a third of it is free. */
const MOST_FILLED = 2 / 3;
const UNITS = 2 ** 16;

export const ROOT = 0;
export const NONE = -1;

export class PieceTrie {
  /** By slot: node * 65,536 + UTF-16 unit + 1, or 0 where the slot is free. */
  #keys: Float64Array;
  /** By slot: the node to which the unit leads. */
  #targets: Int32Array;
  /** By node. */
  #pieces: Int32Array;
  #nodes = 1;

  /** The id of a piece is its place; of one that comes twice, the last. */
  constructor(pieces: readonly string[]) {
    // Most pieces share all but their last unit with another one, so that a table of this size seldom has to grow.
    const slots = Math.max(FEWEST_SLOTS, 2 ** Math.ceil(Math.log2(2 * pieces.length)));
    this.#keys = new Float64Array(slots);
    this.#targets = new Int32Array(slots);
    this.#pieces = new Int32Array(slots).fill(NONE);
    for (let id = 0; id < pieces.length; id++) this.#add(pieces[id] ?? '', id);
  }

  /** The node to which a UTF-16 unit leads, or `NONE`. */
  child(node: number, unit: number): number {
    const slot = this.#slotOf(node * UNITS + unit + 1);
    return this.#keys[slot] === 0 ? NONE : (this.#targets[slot] ?? NONE);
  }

  /** The id of the piece that ends at a node, or `NONE`. */
  pieceAt(node: number): number {
    return this.#pieces[node] ?? NONE;
  }

  /** The id of a piece, or `NONE`. */
  find(piece: string): number {
    let node: number = ROOT;
    for (let at = 0; at < piece.length && node !== NONE; at++) node = this.child(node, piece.charCodeAt(at));
    return node === NONE ? NONE : this.pieceAt(node);
  }

  #add(piece: string, id: number): void {
    let node: number = ROOT;
    for (let at = 0; at < piece.length; at++) {
      const key = node * UNITS + piece.charCodeAt(at) + 1;
      let slot = this.#slotOf(key);
      if (this.#keys[slot] === 0) {
        if (this.#nodes >= MOST_FILLED * this.#keys.length) {
          this.#grow();
          slot = this.#slotOf(key);
        }
        this.#keys[slot] = key;
        this.#targets[slot] = this.#nodes++;
      }
      node = this.#targets[slot] ?? ROOT;
    }
    this.#pieces[node] = id;
  }

  /** Where a key stands, or the free slot where it would. */
  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    const node = Math.trunc(key / UNITS);
    const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(key - node * UNITS, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, targets, pieces] = [this.#keys, this.#targets, this.#pieces];
    this.#keys = new Float64Array(2 * keys.length);
    this.#targets = new Int32Array(2 * keys.length);
    this.#pieces = new Int32Array(2 * keys.length).fill(NONE);
    this.#pieces.set(pieces);
    for (const [place, key] of keys.entries()) {
      if (key === 0) continue;
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#targets[slot] = targets[place] ?? NONE;
    }
  }
}
