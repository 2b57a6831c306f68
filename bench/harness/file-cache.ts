// Drops files from the system's file cache, one by one, with what any user may do: posix_fadvise(DONTNEED). The big switch,
// /proc/sys/vm/drop_caches, needs root on the host and would slow down everybody else on the machine.

import { dlopen, FFIType } from 'bun:ffi';
import { closeSync, openSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

const DONT_NEED = 4;

/** Returns the bytes of the files that were dropped; undefined where the system has no such call. */
export async function dropFromFileCache(folders: readonly string[]): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { symbols, close } = dlopen('libc.so.6', {
    posix_fadvise: { args: [FFIType.i32, FFIType.i64, FFIType.i64, FFIType.i32], returns: FFIType.i32 },
  });
  let bytes = 0;
  for (const folder of folders)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const descriptor = openSync(file, 'r');
      if (symbols.posix_fadvise(descriptor, 0, 0, DONT_NEED) === 0) bytes += statSync(file).size;
      closeSync(descriptor);
    }
  close();
  return bytes;
}
