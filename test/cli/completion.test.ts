// Completion scripts: every command and option of the program is in each of them, and the shells that are here obey.
import { describe, expect, test } from 'bun:test';
import { Command, Option } from 'commander';
import { shapesOf } from '../../src/cli/completion/shape.ts';
import { renderCompletion, SHELLS, type Shell } from '../../src/cli/completion.ts';
import { createProgram } from '../../src/cli/program.ts';
import { createContext } from '../fixtures/cli-context.ts';

const program = createProgram(createContext());
const shapes = shapesOf(program);

async function run(command: string[], input = ''): Promise<string> {
  const child = Bun.spawn(command, { stdin: new Blob([input]), stdout: 'pipe', stderr: 'pipe' });
  const [out, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  expect({ errors, code: await child.exited }).toEqual({ errors: '', code: 0 });
  return out;
}

/** What bash would offer for the last word. */
async function completeInBash(...words: string[]): Promise<string[]> {
  const script = `${renderCompletion(program, 'bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _quintet; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return (await run(['bash', '-c', script, 'test', ...words])).split('\n').filter((word) => word !== '');
}

describe('the shapes of the program', () => {
  test('hold every command with its path', () => {
    const paths = shapes.map(({ path }) => path.join(' '));
    for (const wanted of ['serve', 'query', 'embed', 'eval', 'doctor', 'completion', 'pack build', 'pack check'])
      expect(paths).toContain(`quintet ${wanted}`);
  });

  test('offer help everywhere', () => {
    for (const { options } of shapes) expect(options.some(({ flags }) => flags.includes('--help'))).toBe(true);
  });

  test('know choices, and which values are files', () => {
    const embed = shapes.find(({ path }) => path.join(' ') === 'quintet embed');
    const option = (flag: string) => embed?.options.find(({ flags }) => flags.includes(flag));
    expect(option('--format')?.choices).toEqual(['jsonl', 'npy']);
    expect(option('-o')).toMatchObject({ flags: ['-o', '--output'], hasValue: true, isPath: true });
    expect(option('--truncate')).toMatchObject({ hasValue: false, isPath: false });
  });
});

describe.each(SHELLS)('the script for %s', (shell) => {
  test('names every command and option', () => {
    const script = renderCompletion(program, shell as Shell);
    for (const { path, options } of shapes) {
      expect(script).toContain(path.at(-1) ?? '');
      for (const flag of options.flatMap(({ flags }) => flags))
        expect(script).toContain(
          shell === 'fish' ? ` ${flag.replace(/^--/, '-l ').replace(/^-(?=\w$)/, '-s ')}` : flag,
        );
    }
  });

  test('follows the program when a command is added', () => {
    const other = new Command('other').addCommand(
      new Command('fresh').description("it's: new").addOption(new Option('--mode <mode>').choices(['a', 'b'])),
    );
    const script = renderCompletion(other, shell as Shell);
    expect(script).toContain('fresh');
    expect(script).toContain('mode');
    expect(script).not.toContain('quintet');
  });

  test.skipIf(!Bun.which(shell))('is sound to the shell itself', async () => {
    await run([shell, '-n', '/dev/stdin'], renderCompletion(program, shell as Shell));
  });
});

describe.skipIf(!Bun.which('bash'))('bash', () => {
  test('offers commands and options at the start', async () => {
    expect(await completeInBash('quintet', '')).toEqual(
      expect.arrayContaining(['serve', 'doctor', 'pack', '--version', '--help']),
    );
  });

  test('offers what belongs to the command that stands there, at any depth', async () => {
    expect(await completeInBash('quintet', 'pack', 'b')).toEqual(['build']);
    expect(await completeInBash('quintet', 'pack', 'build', '--m')).toEqual(['--model']);
    expect(await completeInBash('quintet', 'doctor', '--')).toEqual(['--json', '--help']);
  });

  test('offers the choices of an option and of an argument', async () => {
    expect(await completeInBash('quintet', 'embed', '--format', '')).toEqual(['jsonl', 'npy']);
    expect(await completeInBash('quintet', 'completion', '')).toEqual(expect.arrayContaining(SHELLS));
  });

  test('offers nothing for a value that nobody can guess', async () => {
    expect(await completeInBash('quintet', 'serve', '--port', '')).toEqual([]);
  });
});

describe.skipIf(!Bun.which('fish'))('fish', () => {
  test('offers what belongs to the command that stands there', async () => {
    const script = `${renderCompletion(program, 'fish')}\ncomplete -C 'quintet pack '`;
    const offered = (await run(['fish', '--no-config', '-c', script])).split('\n').map((line) => line.split('\t')[0]);
    expect(offered).toEqual(expect.arrayContaining(['check', 'report', 'build']));
    expect(offered).not.toContain('serve');
  });
});
