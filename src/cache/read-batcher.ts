// Joins the reads of one turn of the event loop into one call, and equal keys in flight into one read. It keeps nothing
// once they are answered.

/** More keys go into the next call, so that bulk work does not make a single key wait for its megabytes. */
const LARGEST_BATCH = 256;

type Batch<Slot> = { readonly keys: string[]; readonly slots: Promise<readonly Slot[]> };

export class ReadBatcher<Slot> {
  readonly #read: (keys: readonly string[]) => Promise<readonly Slot[]>;
  readonly #flights = new Map<string, Promise<Slot>>();
  #open: Batch<Slot> | undefined;

  /** `read` answers one slot per key in the order of the keys and never rejects. */
  constructor(read: (keys: readonly string[]) => Promise<readonly Slot[]>) {
    this.#read = read;
  }

  async getMany(keys: readonly string[]): Promise<readonly Slot[]> {
    return Promise.all(keys.map((key) => this.#flights.get(key) ?? this.#enlist(key)));
  }

  async #enlist(key: string): Promise<Slot> {
    const batch = this.#open ?? this.#start();
    this.#open = batch;
    const at = batch.keys.push(key) - 1;
    if (batch.keys.length === LARGEST_BATCH) this.#open = undefined;
    const slot = batch.slots.then((slots) => slots[at] as Slot); // One slot per key is what `read` promises.
    this.#flights.set(key, slot);
    try {
      return await slot;
    } finally {
      this.#flights.delete(key);
    }
  }

  #start(): Batch<Slot> {
    const keys: string[] = [];
    const slots = Promise.resolve().then(() => {
      if (this.#open?.keys === keys) this.#open = undefined;
      return this.#read(keys);
    });
    return { keys, slots };
  }
}
