// Reads one YAML file against a schema and knows the line of everything in it. Faults are collected, never thrown.

import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { PackFault, Place } from './content.ts';

export class YamlFile {
  readonly file: string;
  readonly value: unknown;
  readonly #document: ReturnType<typeof parseDocument>;
  readonly #lines: LineCounter;
  readonly #faults: PackFault[];

  /** `file` is the path inside the pack, for messages; faults are added to `faults`. */
  constructor(file: string, source: { text: string; faults: PackFault[] }) {
    this.file = file;
    this.#faults = source.faults;
    this.#lines = new LineCounter();
    this.#document = parseDocument(source.text, { lineCounter: this.#lines, uniqueKeys: true });
    for (const error of this.#document.errors)
      this.#faults.push({
        at: { file, line: this.#lines.linePos(error.pos[0]).line },
        message: error.message.split('\n')[0] ?? '',
      });
    this.value = this.#document.errors.length > 0 ? undefined : this.#document.toJS();
  }

  /** The place of the node at a path, or of its nearest parent that exists. */
  place(path: readonly PropertyKey[]): Place {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = this.#document.getIn(path.slice(0, depth), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
        return { file: this.file, line: this.#lines.linePos(Number(node.range[0])).line };
    }
    return { file: this.file, line: 1 };
  }

  /** The value at `path` in the form of the schema, or undefined after reporting every fault of it. */
  parse<T>(schema: z.ZodType<T>, at: { value: unknown; path: readonly PropertyKey[] }): T | undefined {
    const result = schema.safeParse(at.value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const path = [...at.path, ...issue.path];
      this.#faults.push({ at: this.place(path), message: `${path.map(String).join('.') || 'file'}: ${issue.message}` });
    }
    return undefined;
  }
}
