// Reads the line-based files of a pack: CSV tables of plain cells and JSON lines of source passages.

import type { PackFault, Place } from './content.ts';
import { passageLine } from './schema.ts';

export type Row = { readonly cells: readonly string[]; readonly at: Place };
export type Passage = { readonly text: string; readonly section: string; readonly work: string };

/** The texts of a pack by path, and the list to which faults are added. */
export type PackFiles = { readonly files: ReadonlyMap<string, string>; readonly faults: PackFault[] };

/** Rows of every CSV file whose path holds `folder`. Cells hold no commas, so that a diff of a table stays readable. */
export function* readTable(reader: PackFiles, options: { folder: string; columns: readonly string[] }): Generator<Row> {
  for (const [file, text] of reader.files) {
    if (!file.includes(options.folder) || !file.endsWith('.csv')) continue;
    const [header = '', ...lines] = text.split(/\r?\n/);
    if (header.trim() !== options.columns.join(','))
      reader.faults.push({
        at: { file, line: 1 },
        message: `header: found "${header}", expected "${options.columns.join(',')}"`,
      });
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const cells = line.split(',').map((cell) => cell.trim());
      const at = { file, line: index + 2 };
      if (cells.length === options.columns.length) yield { cells, at };
      else reader.faults.push({ at, message: `found ${cells.length} cells, expected ${options.columns.length}` });
    }
  }
}

/** Source passages of every JSON-lines file under `passages/`, by `<file name>/<_id>`. */
export function readPassages(reader: PackFiles): Map<string, Passage> {
  const passages = new Map<string, Passage>();
  for (const [file, text] of reader.files) {
    const work = /\/passages\/([^/]+)\.jsonl$/.exec(file)?.[1];
    if (work === undefined) continue;
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const row = passageLine.safeParse(parseJson(line));
      if (row.success)
        passages.set(`${work}/${row.data._id}`, {
          text: row.data.text,
          section: row.data.section ?? row.data._id,
          work,
        });
      else
        reader.faults.push({
          at: { file, line: index + 1 },
          message: 'found no passage, expected a JSON object with _id and text',
        });
    }
  }
  return passages;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The schema refuses undefined, and the caller reports the line.
    return undefined;
  }
}
