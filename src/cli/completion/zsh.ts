// The completion for zsh: the same walk as for bash, with descriptions beside the words.

import { type CommandShape, type OptionShape, valuedOptions } from './shape.ts';

export function renderZsh(shapes: readonly CommandShape[]): string {
  const name = shapes[0]?.path[0] ?? '';
  const steps = shapes.slice(1).map(({ path }) => `"${path.join(' ')}"`);
  const values = valuedOptions(shapes).map(({ at, option }) => {
    const patterns = option.flags.map((flag) => `"${at} ${flag}"`).join('|');
    return `    ${patterns}) ${replyTo(option)}; return ;;`;
  });
  const offers = shapes.map((shape) => `    "${shape.path.join(' ')}")\n${offer(shape)}\n      ;;`);
  return `#compdef ${name}
# zsh completion for ${name}: save it as _${name} in a folder of $fpath, or source it after compinit
_${name}() {
  local at=${name} word
  local -a commands options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      (${steps.join('|')}) at="$at $word" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$at" in
${offers.join('\n')}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe -o option options
  elif (( \${#commands} )); then
    _describe command commands
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function replyTo({ choices, isPath, description }: OptionShape): string {
  if (choices.length > 0) return `compadd -- ${choices.join(' ')}`;
  return isPath ? '_files' : `_message ${quote(description)}`;
}

function offer({ commands, choices, options }: CommandShape): string {
  const words = [...commands, ...choices.map((choice) => ({ name: choice, description: '' }))];
  const flags = options.flatMap((option) =>
    option.flags.map((flag) => ({ name: flag, description: option.description })),
  );
  return `      commands=(${words.map(describe).join(' ')})\n      options=(${flags.map(describe).join(' ')})`;
}

/** A colon parts word and description. */
function describe({ name, description }: { name: string; description: string }): string {
  const text = description === '' ? name : `${name}:${description.replaceAll(':', '\\:')}`;
  return quote(text);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
