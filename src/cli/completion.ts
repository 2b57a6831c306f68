// `quintet completion <shell>`: the completion script of a shell, made from the program itself.

import type { Command } from 'commander';
import { renderBash } from './completion/bash.ts';
import { renderFish } from './completion/fish.ts';
import { type CommandShape, shapesOf } from './completion/shape.ts';
import { renderZsh } from './completion/zsh.ts';

const RENDER = { bash: renderBash, zsh: renderZsh, fish: renderFish } satisfies Record<
  string,
  (shapes: readonly CommandShape[]) => string
>;

export type Shell = keyof typeof RENDER;
export const SHELLS = Object.keys(RENDER);

export function renderCompletion(program: Command, shell: Shell): string {
  return RENDER[shell](shapesOf(program));
}
