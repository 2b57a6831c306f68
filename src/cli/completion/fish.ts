// The completion for fish: one line a word, shown where its command was written and none of its own commands yet.

import type { CommandShape, OptionShape } from './shape.ts';

export function renderFish(shapes: readonly CommandShape[]): string {
  const name = shapes[0]?.path[0] ?? '';
  const lines = shapes.flatMap((shape) => linesOf(name, shape));
  return `# fish completion for ${name}: save it as ${name}.fish in ~/.config/fish/completions
${lines.join('\n')}
`;
}

function linesOf(name: string, { path, commands, options, choices }: CommandShape): string[] {
  const here = path.slice(1).map((word) => `__fish_seen_subcommand_from ${word}`);
  const below = commands.map((command) => command.name);
  const inside = here.length === 0 ? [] : here;
  const before = below.length === 0 ? [] : [`not __fish_seen_subcommand_from ${below.join(' ')}`];
  const start = `complete -c ${name}${conditionOf([...inside, ...before])}`;
  const words = [...commands, ...choices.map((choice) => ({ name: choice, description: '' }))];
  return [
    ...words.map((word) => `${start} -f -a ${quote(word.name)}${describe(word.description)}`),
    ...options.map((option) => `${start}${flagsOf(option)}${valuePart(option)}${describe(option.description)}`),
  ];
}

function conditionOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` -n ${quote(conditions.join('; and '))}`;
}

function flagsOf({ flags }: OptionShape): string {
  return flags.map((flag) => (flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`)).join('');
}

/** In fish, `-f` offers no files, `-x` asks for a value that is no file, `-r -F` for one that is. */
function valuePart({ hasValue, isPath, choices }: OptionShape): string {
  if (choices.length > 0) return ` -x -a ${quote(choices.join(' '))}`;
  if (!hasValue) return ' -f';
  return isPath ? ' -r -F' : ' -x';
}

function describe(description: string): string {
  return description === '' ? '' : ` -d ${quote(description)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
