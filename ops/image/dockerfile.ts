// Reads the instructions that `ops/Dockerfile` keeps to, with their variables filled in. It knows no others and says so.

export type Step = {
  readonly instruction:
    | 'WORKDIR'
    | 'COPY'
    | 'RUN'
    | 'ENV'
    | 'USER'
    | 'EXPOSE'
    | 'STOPSIGNAL'
    | 'HEALTHCHECK'
    | 'ENTRYPOINT'
    | 'CMD';
  readonly value: string;
};
export type Stage = { readonly base: string; readonly name: string | undefined; readonly steps: readonly Step[] };

const STEPS = /^(WORKDIR|COPY|RUN|ENV|USER|EXPOSE|STOPSIGNAL|HEALTHCHECK|ENTRYPOINT|CMD) (.+)$/s;

/** Throws with the line when there is an instruction that it does not know. */
export function parseDockerfile(text: string, given: Readonly<Record<string, string>> = {}): Stage[] {
  const variables: Record<string, string> = {};
  const stages: { base: string; name: string | undefined; steps: Step[] }[] = [];
  for (const line of logicalLines(text)) {
    const [, argument, fallback = ''] = /^ARG (\w+)(?:=(.*))?$/.exec(line) ?? [];
    const [, base, name] = /^FROM (\S+)(?: AS (\S+))?$/.exec(line) ?? [];
    const [, instruction, value = ''] = STEPS.exec(line) ?? [];
    if (argument !== undefined) variables[argument] = given[argument] ?? fallback;
    else if (base !== undefined) stages.push({ base: fill(base, variables), name, steps: [] });
    // The pattern admits the instructions of a step alone.
    else if (instruction !== undefined)
      stages.at(-1)?.steps.push({ instruction: instruction as Step['instruction'], value });
    else throw new Error(`Found "${line}", expected an instruction that this reader knows`);
  }
  return stages;
}

/** The last value of an instruction in a stage. */
export function lastValue(stage: Stage, instruction: Step['instruction']): string | undefined {
  return stage.steps.findLast((step) => step.instruction === instruction)?.value;
}

/** `["a", "b"]`; options before it, as HEALTHCHECK has them, are left out. */
export function readCommand(value: string): string[] {
  const list: unknown = JSON.parse(value.slice(value.indexOf('[')));
  if (!Array.isArray(list) || !list.every((word) => typeof word === 'string'))
    throw new Error(`Found "${value}", expected a list`);
  return list;
}

export function readEnvironment(stage: Stage): Record<string, string> {
  const pairs = stage.steps
    .filter(({ instruction }) => instruction === 'ENV')
    .flatMap(({ value }) => value.split(/\s+/).map((pair) => pair.split('=', 2)));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
}

/** Comments left out, continued lines joined. */
function logicalLines(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  return lines
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** `${A}` and `${A:+text}`, the text once more. */
function fill(text: string, variables: Readonly<Record<string, string>>): string {
  return text
    .replace(/\$\{(\w+):\+((?:[^{}]|\$\{\w+\})*)\}/g, (_, name: string, then: string) => (variables[name] ? then : ''))
    .replace(/\$\{(\w+)\}/g, (_, name: string) => variables[name] ?? '');
}
