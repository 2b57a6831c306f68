// What the command line offers, read from commander's own program, so that a completion cannot know anything else.

import type { Command, Option } from 'commander';

export type OptionShape = {
  /** `-o` and `--output`; the short form may be missing. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly hasValue: boolean;
  /** Its value is the name of a file or folder, which the shell knows; other values nobody can guess. */
  readonly isPath: boolean;
  readonly choices: readonly string[];
};

export type CommandShape = {
  /** From the program on: `quintet pack build`. */
  readonly path: readonly string[];
  readonly description: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OptionShape[];
  /** Words that may stand for arguments; empty lets files through. */
  readonly choices: readonly string[];
};

/** The program and every command below it, parents first. */
export function shapesOf(command: Command, parents: readonly string[] = []): CommandShape[] {
  const path = [...parents, command.name()];
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((child) => child.name() !== 'help');
  const shape: CommandShape = {
    path,
    description: command.description(),
    commands: commands.map((child) => ({ name: child.name(), description: child.description() })),
    options: help.visibleOptions(command).map(toOption),
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  return [shape, ...commands.flatMap((child) => shapesOf(child, path))];
}

function toOption({ short, long, flags, description, required, optional, argChoices }: Option): OptionShape {
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    hasValue: required || optional,
    isPath: /<(?:file|folder)/.test(flags),
    choices: argChoices ?? [],
  };
}

/** Options that want a value, each with the path of its command. */
export function valuedOptions(shapes: readonly CommandShape[]): { at: string; option: OptionShape }[] {
  return shapes.flatMap(({ path, options }) =>
    options.filter(({ hasValue }) => hasValue).map((option) => ({ at: path.join(' '), option })),
  );
}

/** What may follow a command: its commands, its flags, its words. */
export function wordsOf({ commands, options, choices }: CommandShape): string[] {
  return [...commands.map(({ name }) => name), ...choices, ...options.flatMap(({ flags }) => flags)];
}
