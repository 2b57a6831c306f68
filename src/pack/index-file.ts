// The compiled pack on disk: one SQLite file, written once and opened read-only. Vectors lie beside it (segment.ts).

import { Database } from 'bun:sqlite';
import { z } from 'zod';
import { LOCALES, type Locale } from '../kernel/locale.ts';
import type { CompiledEdges, CompiledPack, CompiledPart, LexicalPostings, PackItem, Postings } from './compiled.ts';

/** Raised whenever the layout below changes: an index of another format is refused and must be built anew. */
export const INDEX_FORMAT = 1;

const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE items (part TEXT NOT NULL, place INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, PRIMARY KEY (part, place)) WITHOUT ROWID;
  CREATE TABLE blobs (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
`;

/** Writes the index to a new file; an existing file is a fault of the caller. */
export function writeIndex(pack: CompiledPack, file: string): void {
  using database = new Database(file, { create: true, readwrite: true });
  database.run('PRAGMA journal_mode = OFF');
  database.run(SCHEMA);
  const writer = {
    meta: database.prepare('INSERT INTO meta VALUES (?, ?)'),
    item: database.prepare('INSERT INTO items VALUES (?, ?, ?, ?)'),
    blob: database.prepare('INSERT INTO blobs VALUES (?, ?)'),
  };
  const put: Put = (name, value) => {
    writer.blob.run(name, new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  };
  database.transaction(() => {
    writer.meta.run('format', String(INDEX_FORMAT));
    writer.meta.run('head', JSON.stringify(headOf(pack)));
    put('fact_idf', pack.factIdf);
    for (const part of pack.parts.values()) {
      for (const [place, item] of part.items.entries())
        writer.item.run(part.name, place, item.id, JSON.stringify(item));
      putPart(put, part);
    }
    for (const [name, edges] of pack.edges) {
      putPostings(put, `${name}/edges`, edges.adjacency);
      put(`${name}/edges/relations`, edges.relations);
      put(`${name}/edges/forward`, edges.isForward);
    }
  })();
  database.run('VACUUM');
}

type Put = (name: string, value: Uint32Array | Uint16Array | Uint8Array | Float32Array) => void;

function putPart(put: Put, { name, conditions, about, masks, themes, lexical }: CompiledPart): void {
  putPostings(put, `${name}/conditions`, conditions);
  putPostings(put, `${name}/about`, about);
  put(`${name}/masks`, masks);
  for (const [theme, weights] of themes) put(`${name}/theme/${theme}`, weights);
  for (const locale of LOCALES) {
    const { idf, postings, lengths } = lexical[locale];
    putPostings(put, `${name}/lexical/${locale}`, postings);
    put(`${name}/lexical/${locale}/idf`, idf);
    put(`${name}/lexical/${locale}/lengths`, lengths);
  }
}

function putPostings(put: Put, name: string, { starts, targets, values }: Postings): void {
  put(`${name}/starts`, starts);
  put(`${name}/targets`, targets);
  put(`${name}/values`, values);
}

type Head = Omit<
  CompiledPack,
  'sources' | 'themes' | 'concepts' | 'relations' | 'factIds' | 'factIdf' | 'parts' | 'edges'
> & {
  sources: [string, CompiledPack['sources'] extends ReadonlyMap<string, infer V> ? V : never][];
  themes: [string, CompiledPack['themes'] extends ReadonlyMap<string, infer V> ? V : never][];
  concepts: [string, { ko: string; en: string }][];
  relations: [string, { ko: string; en: string }][];
  facts: string[];
  parts: {
    name: string;
    firstItem: number;
    themes: string[];
    lexical: Record<Locale, { terms: string[]; meanLength: number }>;
  }[];
  edges: { name: string; relationNames: readonly string[] }[];
};

function headOf(pack: CompiledPack): Head {
  const { name, version, contentHash, vocabulary, languages, fallbackTheme, itemCount } = pack;
  const lexical = (part: CompiledPart, locale: Locale) => ({
    terms: [...part.lexical[locale].ids.keys()],
    meanLength: part.lexical[locale].meanLength,
  });
  return {
    name,
    version,
    contentHash,
    vocabulary,
    languages,
    fallbackTheme,
    itemCount,
    sources: [...pack.sources],
    themes: [...pack.themes],
    concepts: [...pack.concepts],
    relations: [...pack.relations],
    facts: [...pack.factIds.keys()],
    parts: [...pack.parts.values()].map((part) => ({
      name: part.name,
      firstItem: part.firstItem,
      themes: [...part.themes.keys()],
      lexical: { ko: lexical(part, 'ko'), en: lexical(part, 'en') },
    })),
    edges: [...pack.edges].map(([name, { relationNames }]) => ({ name, relationNames })),
  };
}

const blobRow = z.object({ name: z.string(), value: z.instanceof(Uint8Array) });
const metaRow = z.object({ value: z.string() });
const itemRow = z.object({ part: z.string(), body: z.string() });

/** Reads a whole index into memory. The caller has checked the file's sum, so its rows are trusted to be ours. */
export function readIndex(file: Uint8Array): CompiledPack {
  // From bytes and not by name: SQLite cannot open a file inside a compiled program, and these bytes were checked.
  using database = Database.deserialize(file, { readonly: true });
  const meta = (key: string): string =>
    metaRow.parse(database.query('SELECT value FROM meta WHERE key = ?').get(key)).value;
  const format = Number(meta('format'));
  if (format !== INDEX_FORMAT) throw new RangeError(`found index format ${format}, expected ${INDEX_FORMAT}`);
  const { facts, ...head }: Head = JSON.parse(meta('head'));
  const blobs = new Map(
    database
      .query('SELECT name, value FROM blobs')
      .all()
      .map((row) => {
        const { name, value } = blobRow.parse(row);
        return [name, value] as const;
      }),
  );
  const items = new Map<string, PackItem[]>(head.parts.map((part) => [part.name, []]));
  for (const row of database.query('SELECT part, body FROM items ORDER BY part, place').all()) {
    const { part, body } = itemRow.parse(row);
    items.get(part)?.push(JSON.parse(body));
  }
  const parts = head.parts.map((part) => readPart(part, { blobs, items: items.get(part.name) ?? [] }));
  return {
    ...head,
    sources: new Map(head.sources),
    themes: new Map(head.themes),
    concepts: new Map(head.concepts),
    relations: new Map(head.relations),
    factIds: new Map(facts.map((fact, id) => [fact, id])),
    factIdf: floats(blobs, 'fact_idf'),
    parts: new Map(parts.map((part) => [part.name, part])),
    edges: new Map(head.edges.map(({ name, relationNames }) => [name, readEdges(blobs, { name, relationNames })])),
  };
}

type Blobs = ReadonlyMap<string, Uint8Array>;

function readPart(head: Head['parts'][number], { blobs, items }: { blobs: Blobs; items: PackItem[] }): CompiledPart {
  const { name, firstItem } = head;
  const lexical = (locale: Locale): LexicalPostings => ({
    ids: new Map(head.lexical[locale].terms.map((term, id) => [term, id])),
    idf: floats(blobs, `${name}/lexical/${locale}/idf`),
    postings: readPostings(blobs, `${name}/lexical/${locale}`),
    lengths: floats(blobs, `${name}/lexical/${locale}/lengths`),
    meanLength: head.lexical[locale].meanLength,
  });
  return {
    name,
    firstItem,
    items,
    conditions: readPostings(blobs, `${name}/conditions`),
    masks: new Uint32Array(bytes(blobs, `${name}/masks`)),
    about: readPostings(blobs, `${name}/about`),
    themes: new Map(head.themes.map((theme) => [theme, floats(blobs, `${name}/theme/${theme}`)])),
    lexical: { ko: lexical('ko'), en: lexical('en') },
  };
}

function readEdges(blobs: Blobs, { name, relationNames }: Head['edges'][number]): CompiledEdges {
  return {
    adjacency: readPostings(blobs, `${name}/edges`),
    relations: new Uint16Array(bytes(blobs, `${name}/edges/relations`)),
    isForward: new Uint8Array(bytes(blobs, `${name}/edges/forward`)),
    relationNames,
  };
}

function readPostings(blobs: Blobs, name: string): Postings {
  return {
    starts: new Uint32Array(bytes(blobs, `${name}/starts`)),
    targets: new Uint32Array(bytes(blobs, `${name}/targets`)),
    values: floats(blobs, `${name}/values`),
  };
}

function floats(blobs: Blobs, name: string): Float32Array {
  return new Float32Array(bytes(blobs, name));
}

/** A copy with an offset of its own: SQLite's buffers are not aligned for wider numbers. */
function bytes(blobs: Blobs, name: string): ArrayBuffer {
  const blob = blobs.get(name);
  if (!blob) throw new RangeError(`found no "${name}" in the index`);
  return new Uint8Array(blob).buffer;
}
