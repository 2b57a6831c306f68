// A JSON schema as a tree that opens as far as one wants to read.

import { html, nothing, type TemplateResult } from 'lit-html';
import type { Words } from '../words/en.ts';
import type { Schema } from './document.ts';

/** Trees of charts are deep; below this the document itself is easier to read. */
const MAX_DEPTH = 8;

type Options = { readonly words: Words['docs']; readonly depth?: number };

export function schemaView(schema: Schema, options: Options): TemplateResult {
  const { words, depth = 0 } = options;
  const fields = Object.entries(schema.properties ?? {});
  const extra =
    typeof schema.additionalProperties === 'object' ? [[words.anyName, schema.additionalProperties] as const] : [];
  const branches = branchesOf(schema).filter((branch) => hasChildren(branch));
  const next = { words, depth: depth + 1 };
  if (depth > MAX_DEPTH) return html`…`;
  return html`${
    fields.length + extra.length > 0
      ? html`<ul class="schema">${[...fields, ...extra].map(([name, child]) => fieldView(child, { ...next, name, isRequired: schema.required?.includes(name) ?? false }))}</ul>`
      : nothing
  }
    ${schema.items && hasChildren(schema.items) ? schemaView(schema.items, next) : nothing}
    ${branches.map((branch) => schemaView(branch, next))}`;
}

type FieldOptions = Options & { readonly name: string; readonly isRequired: boolean };

function fieldView(schema: Schema, { name, isRequired, words, depth = 0 }: FieldOptions): TemplateResult {
  const line = html`<code>${name}</code> <small>${typeOf(schema, words)}</small>
    ${isRequired ? html`<small class="required">${words.required}</small>` : nothing} <span>${schema.description ?? ''}</span>`;
  if (!hasChildren(schema)) return html`<li>${line}</li>`;
  return html`<li><details ?open=${depth < 2}><summary>${line}</summary>${schemaView(schema, { words, depth })}</details></li>`;
}

function branchesOf({ anyOf = [], oneOf = [], allOf = [] }: Schema): readonly Schema[] {
  return [...anyOf, ...oneOf, ...allOf];
}

function hasChildren(schema: Schema): boolean {
  const { properties, items, additionalProperties } = schema;
  return (
    Object.keys(properties ?? {}).length > 0 ||
    typeof additionalProperties === 'object' ||
    (items !== undefined && hasChildren(items)) ||
    branchesOf(schema).some(hasChildren)
  );
}

/** `string, at most 64`, `list of number`, `one of ko, en`. */
export function typeOf(schema: Schema, words: Words['docs']): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return `${words.anyOf} ${schema.enum.map(String).join(', ')}`;
  const branches = branchesOf(schema);
  if (branches.length > 0) return [...new Set(branches.map((branch) => typeOf(branch, words)))].join(' | ');
  if (schema.items) return `${words.itemsOf} ${typeOf(schema.items, words)}`;
  const names = [schema.type ?? 'any'].flat().join(' | ');
  return [names, ...limitsOf(schema)].join(', ');
}

function limitsOf(schema: Schema): string[] {
  const low = schema.minimum ?? schema.minLength ?? schema.minItems;
  const high = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  // The bounds of a double are no limit that anybody chose.
  const isChosen = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  return [...(isChosen(low) ? [`≥ ${low}`] : []), ...(isChosen(high) ? [`≤ ${high}`] : [])];
}
