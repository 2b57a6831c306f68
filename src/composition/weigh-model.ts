// How many bytes of weights the configured model keeps in memory. It loads nothing of them.

import { statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config.ts';
import { openModel } from '../embedding/model.ts';

/** Zero where another server embeds. Throws `bad_config` for a model that is not there. */
export async function weighModel(
  { model, embeddingsUrl }: Pick<Config, 'model' | 'embeddingsUrl'>,
  { root }: { root: string },
): Promise<number> {
  if (embeddingsUrl !== undefined) return 0;
  const { files } = await openModel(model, { modelsDir: path.join(root, 'models') });
  const parts = [files.graph, files.weights].filter((file) => file !== undefined);
  return parts.reduce((sum, file) => sum + statSync(file).size, 0);
}
