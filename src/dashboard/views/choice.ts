// A row of buttons of which one is chosen: radio buttons underneath, so that keyboards and screen readers know what to do.

import { html, type TemplateResult } from 'lit-html';

export type ChoiceOptions<Value extends string | number> = {
  readonly label: string;
  readonly name: string;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly chosen: Value;
  onChoice(value: Value): void;
};

export function choice<Value extends string | number>(options: ChoiceOptions<Value>): TemplateResult {
  const { label, name, chosen, onChoice } = options;
  return html`<fieldset class="choice">
    <legend class="unseen">${label}</legend>
    ${options.options.map(
      ({ value, text }) => html`<label>
        <input type="radio" name=${name} .checked=${value === chosen} @change=${() => onChoice(value)} />
        <span>${text}</span>
      </label>`,
    )}
  </fieldset>`;
}
