// Reads a model's files piece by piece into memory that the caller gives: from the disk, or from inside a compiled
// program, whose files have no handles and can only be read as a whole. It keeps nothing after it was closed.

import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** Where Bun shows the files inside a compiled program (Windows knows no root without a drive). */
const EMBEDDED = /^(?:\/\$bunfs\/|[A-Z]:[/\\]~BUN[/\\])/;

export type ModelFile = Disposable & {
  readonly size: number;
  /** Fills `target` from `offset` on and says how many bytes were there. */
  read(target: Uint8Array, offset: number): number;
};

/** Throws what the file system throws for a file that is not there. */
export function openModelFile(path: string): ModelFile {
  return EMBEDDED.test(path) ? openEmbedded(path) : openHandle(path);
}

/** By pieces, because a second buffer of that size would stay in the resident set. */
function openHandle(path: string): ModelFile {
  const file = openSync(path, 'r');
  return {
    size: fstatSync(file).size,
    read: (target, offset) => readSync(file, target, 0, target.length, offset),
    [Symbol.dispose]: () => closeSync(file),
  };
}

function openEmbedded(path: string): ModelFile {
  let bytes: Uint8Array = readFileSync(path);
  return {
    size: bytes.length,
    read(target, offset) {
      const piece = bytes.subarray(offset, offset + target.length);
      target.set(piece);
      return piece.length;
    },
    [Symbol.dispose]: () => {
      bytes = new Uint8Array();
    },
  };
}
