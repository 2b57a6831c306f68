// The completion for bash 3.2 and newer: one function, which walks the words to the command and offers what may follow.

import { type CommandShape, type OptionShape, valuedOptions, wordsOf } from './shape.ts';

export function renderBash(shapes: readonly CommandShape[]): string {
  const name = shapes[0]?.path[0] ?? '';
  const steps = shapes.slice(1).map(({ path }) => `"${path.join(' ')}"`);
  const values = valuedOptions(shapes).map(({ at, option }) => {
    const patterns = option.flags.map((flag) => `"${at} ${flag}"`).join(' | ');
    return `    ${patterns}) ${replyTo(option)}; return ;;`;
  });
  const words = shapes.map(
    (shape) => `    "${shape.path.join(' ')}") COMPREPLY=($(compgen -W "${wordsOf(shape).join(' ')}" -- "$cur")) ;;`,
  );
  return `# bash completion for ${name}: source it, or save it as ${name} in a folder of bash-completion
_${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="${name}" word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$at $word" in
      ${steps.join(' | ')}) at="$at $word" ;;
    esac
  done
  case "$at $prev" in
${values.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
}
complete -o default -F _${name} ${name}
`;
}

/** Where nobody can guess the value, file names would mislead; bash 3.2 cannot be told so and offers them. */
function replyTo({ choices, isPath }: OptionShape): string {
  if (choices.length > 0) return `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$cur"))`;
  return isPath ? 'COMPREPLY=($(compgen -f -- "$cur"))' : 'compopt +o default 2>/dev/null; COMPREPLY=()';
}
