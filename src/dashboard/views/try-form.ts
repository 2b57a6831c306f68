// The question of the try-it panel: a sample or a chart of one's own, theme, languages, budget.

import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { type Attempt, fillFrom, readChart } from '../attempt.ts';
import { packOf, type State, wordsOf } from '../state.ts';

export type TryActions = { change(patch: Partial<Attempt>): void; ask(): void };

export function tryForm(state: State, { change, ask }: TryActions): TemplateResult {
  const { attempt: words } = wordsOf(state);
  const { attempt } = state;
  const fault = describeFault(state);
  const isRunning = attempt.outcome.kind === 'running';
  const submit = (event: Event): void => {
    event.preventDefault();
    if (fault === undefined) ask();
  };
  const onInput = (field: 'chart' | 'question') => (event: Event) => {
    const text = (event.target as HTMLTextAreaElement).value;
    // A chart that was changed by hand is no sample any more.
    change(field === 'chart' ? { chart: text, sample: '' } : { question: text });
  };
  // `live` compares with what stands in the field now; lit-html would compare with what it wrote there last.
  return html`<form class="panel try-form" @submit=${submit}>
    <h2>${words.title}</h2>
    ${selects(state, { change, ask })}
    <label>${words.question} <small>${words.questionNote}</small>
      <textarea name="question" rows="2" maxlength="2000" .value=${live(attempt.question)} @input=${onInput('question')}></textarea>
    </label>
    <label>${words.chart}
      <textarea name="chart" class="code" rows="12" spellcheck="false" .value=${live(attempt.chart)} @input=${onInput('chart')}
        aria-invalid=${fault === undefined ? nothing : 'true'} aria-describedby="chart-fault"></textarea>
    </label>
    <p id="chart-fault" class="bad" role="alert">${fault ?? ''}</p>
    <div class="row">
      <label>${words.budget}
        <input name="budget" type="number" min="100" max="32000" step="100" .value=${live(String(attempt.budget))}
          @change=${(event: Event) => change({ budget: Number((event.target as HTMLInputElement).value) })} />
      </label>
      <label class="check"><input type="checkbox" .checked=${attempt.isBypassing}
        @change=${(event: Event) => change({ isBypassing: (event.target as HTMLInputElement).checked })} />${words.bypass}</label>
    </div>
    <button type="submit" class="primary" ?disabled=${fault !== undefined || isRunning}>${isRunning ? words.running : words.run}</button>
  </form>`;
}

function selects(state: State, { change }: TryActions): TemplateResult {
  const { attempt: words } = wordsOf(state);
  const { attempt, locale, snapshot } = state;
  const themes = Object.entries((snapshot && packOf(snapshot)?.themes) ?? {}).map(
    ([name, label]) => [name, label[locale]] as const,
  );
  const choose = (name: string): void => {
    const sample = attempt.samples[name];
    change(sample ? fillFrom(sample, name) : { sample: '' });
  };
  const samples = Object.entries(attempt.samples).map(
    ([name, { summary }]) =>
      [name, locale === 'en' && !(name in words.samples) ? summary : (words.samples[name] ?? summary)] as const,
  );
  const languages = [
    ['ko', '한국어'],
    ['en', 'English'],
  ] as const;
  return html`<div class="row">
    ${select({ name: 'sample', label: words.sample, options: [...samples, ['', words.own]], chosen: attempt.sample, onChoice: choose })}
    ${select({ name: 'theme', label: words.theme, options: themes.length > 0 ? themes : [[attempt.theme, attempt.theme]], chosen: attempt.theme, onChoice: (theme) => change({ theme }) })}
    ${select({ name: 'locale', label: words.locale, options: languages, chosen: attempt.locale, onChoice: (chosen) => change({ locale: chosen === 'ko' ? 'ko' : 'en' }) })}
  </div>`;
}

type SelectOptions = {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [string, string])[];
  readonly chosen: string;
  onChoice(value: string): void;
};

function select({ name, label, options, chosen, onChoice }: SelectOptions): TemplateResult {
  const onChange = (event: Event): void => onChoice((event.target as HTMLSelectElement).value);
  return html`<label>${label}
    <select name=${name} @change=${onChange}>
      ${options.map(([value, text]) => html`<option value=${value} .selected=${live(value === chosen)}>${text}</option>`)}
    </select>
  </label>`;
}

function describeFault(state: State): string | undefined {
  const { attempt: words } = wordsOf(state);
  const read = readChart(state.attempt.chart);
  if ('chart' in read) return undefined;
  return read.fault === undefined ? words.notObject : words.invalid(read.fault);
}
