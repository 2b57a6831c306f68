// One operation: what it takes and answers, an example to edit, and a button that runs it here.

import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { toSnippets } from '../call.ts';
import { formatMs } from '../format.ts';
import type { Locale } from '../preferences.ts';
import { WORDS } from '../state.ts';
import { snippet } from '../views/snippet.ts';
import type { Operation } from './document.ts';
import { type Run, runOperation, toPath } from './runner.ts';
import { schemaView, typeOf } from './schema.ts';

/** On one line for the terminal; what is no JSON yet stays as it is. */
function compact(body: string | undefined): string | undefined {
  try {
    return body === undefined ? undefined : JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}

export type OperationOptions = { readonly locale: Locale; refresh(): void };

type Draft = { isOpen: boolean; values: Map<string, string>; body: string | undefined; run: Run | undefined };

/** What a reader did with each operation; lives as long as the page. */
const drafts = new Map<string, Draft>();

/** Where the document asks for a number of events, one shows what they look like. */
const FIRST_VALUES: Readonly<Record<string, string>> = { count: '1' };

function draftOf({ id, parameters, body }: Operation): Draft {
  const found = drafts.get(id);
  if (found) return found;
  const values = new Map(parameters.map(({ name }) => [name, FIRST_VALUES[name] ?? '']));
  const draft = { isOpen: false, values, body: body && firstBody(body.examples), run: undefined };
  drafts.set(id, draft);
  return draft;
}

function firstBody(examples: NonNullable<Operation['body']>['examples']): string {
  return JSON.stringify(examples[0]?.[1].value ?? {}, undefined, 2);
}

export function operationView(operation: Operation, options: OperationOptions): TemplateResult {
  const { docs: words } = WORDS[options.locale];
  const { id, method, path, summary, isPublic } = operation;
  const draft = draftOf(operation);
  const toggle = (event: Event): void => {
    draft.isOpen = (event.target as HTMLDetailsElement).open;
    options.refresh();
  };
  return html`<details class="panel operation" id=${id} @toggle=${toggle}>
    <summary>
      <span class="method ${method}">${method}</span>
      <h3><code>${path}</code></h3>
      <span>${summary}</span>
      ${isPublic ? html`<small>${words.public}</small>` : nothing}
    </summary>
    ${draft.isOpen ? details(operation, { ...options, draft }) : nothing}
  </details>`;
}

type DetailOptions = OperationOptions & { readonly draft: Draft };

function details(operation: Operation, options: DetailOptions): TemplateResult {
  const { docs: words } = WORDS[options.locale];
  const { draft, refresh } = options;
  const path = toPath(operation, draft.values);
  const run = (event: Event): void => {
    event.preventDefault();
    draft.run = { isRunning: true };
    refresh();
    void runOperation(operation, { path, body: draft.body }).then((outcome) => {
      draft.run = outcome;
      refresh();
    });
  };
  return html`<form @submit=${run}>
      ${parameterFields(operation, options)} ${bodyField(operation, options)}
      <button type="submit" class="primary" ?disabled=${draft.run?.isRunning ?? false}>${draft.run?.isRunning ? words.running : words.run}</button>
    </form>
    <div aria-live="polite">${draft.run ? runView(draft.run, options) : nothing}</div>
    ${toSnippets({ method: operation.method.toUpperCase(), path, body: compact(draft.body) })
      .slice(0, 1)
      .map((each) => snippet(options, each))}
    ${answersView(operation, options)}`;
}

function parameterFields(
  { parameters }: Operation,
  { draft, locale, refresh }: DetailOptions,
): TemplateResult | typeof nothing {
  const { docs: words } = WORDS[locale];
  if (parameters.length === 0) return nothing;
  const set = (name: string) => (event: Event) => {
    draft.values.set(name, (event.target as HTMLInputElement).value);
    refresh();
  };
  return html`<h4>${words.parameters}</h4>
    ${parameters.map(
      ({ name, required = false, description = '', schema = {} }) => html`<label>
        <span><code>${name}</code> <small>${typeOf(schema, words)}</small> ${description}</span>
        <input .value=${live(draft.values.get(name) ?? '')} ?required=${required} @input=${set(name)} />
      </label>`,
    )}`;
}

function bodyField(
  { id, body }: Operation,
  { draft, locale, refresh }: DetailOptions,
): TemplateResult | typeof nothing {
  const { docs: words } = WORDS[locale];
  if (!body) return nothing;
  const pick = (value: unknown) => () => {
    draft.body = JSON.stringify(value, undefined, 2);
    refresh();
  };
  const edit = (event: Event): void => {
    draft.body = (event.target as HTMLTextAreaElement).value;
  };
  return html`<div class="row">
      ${body.examples.map(([name, { summary = name, value }]) => html`<button type="button" @click=${pick(value)}>${words.example}: ${summary}</button>`)}
    </div>
    <label>${words.request}<textarea class="code" rows="10" spellcheck="false" id="${id}-body" .value=${live(draft.body ?? '')} @input=${edit}></textarea></label>
    ${body.schema ? html`<details><summary>${words.schema}</summary>${schemaView(body.schema, { words })}</details>` : nothing}`;
}

function runView({ status = 0, tookMs, text = '', isCut, isRunning }: Run, options: DetailOptions): TemplateResult {
  const { docs: words } = WORDS[options.locale];
  if (isRunning) return html`<p>${words.running}</p>`;
  const tone = status >= 200 && status < 300 ? 'good' : 'bad';
  return html`<p><span class="chip ${tone}">${words.answered(status, formatMs(tookMs))}</span></p>
    ${text === '' ? nothing : snippet(options, { name: '', text })} ${isCut ? html`<p class="hint">${words.cut}</p>` : nothing}`;
}

function answersView({ answers }: Operation, { locale }: OperationOptions): TemplateResult {
  const { docs: words } = WORDS[locale];
  return html`<h4>${words.answers}</h4>
    <ul class="answers">
      ${answers.map(
        ({ status, description, schema }) => html`<li>
          <span class="chip ${status.startsWith('2') ? 'good' : ''}">${status}</span> ${description}
          ${schema && status.startsWith('2') ? html`<details><summary>${words.schema}</summary>${schemaView(schema, { words })}</details>` : nothing}
        </li>`,
      )}
    </ul>`;
}
