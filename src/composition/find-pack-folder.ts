// Where the configured pack lies: in the working directory, as everybody expects of a path, or else at the root of the
// project, which is inside a compiled program. It does not look whether it is a pack.

import { existsSync } from 'node:fs';
import path from 'node:path';

export function findPackFolder(pack: string, root: string): string {
  const here = path.resolve(pack);
  return existsSync(here) ? here : path.resolve(root, pack);
}
