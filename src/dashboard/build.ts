// Builds the two pages into one file each: script, styles and markup inlined, nothing to be fetched. Run after a change
// of the sources (`bun run pages`); a test fails when a committed page is older than they are.

import path from 'node:path';

export const PAGES = ['dashboard', 'docs'] as const;
export type PageName = (typeof PAGES)[number];

const HERE = import.meta.dir;

export function builtPath(name: PageName): string {
  return path.join(HERE, 'built', `${name}.html`);
}

/** Throws with the bundler's words when a source does not compile. */
export async function buildPage(name: PageName): Promise<string> {
  const [script, styles, markup] = await Promise.all([
    bundle(`${name}.ts`),
    bundle(`styles/${name}.css`),
    Bun.file(path.join(HERE, `${name}.html`)).text(),
  ]);
  // A closing tag inside a text of the script would end it.
  const inlined = script.replaceAll('</script', '<\\/script').trim();
  return markup.replace('/* styles */', () => styles.trim()).replace('/* script */', () => inlined);
}

async function bundle(file: string): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [path.join(HERE, file)],
    minify: true,
    target: 'browser',
    format: 'esm',
    // Without it the bundler takes the packages' development builds.
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const [output] = outputs;
  if (!output) throw new Error(`Found no output for ${file}, expected one`);
  return output.text();
}

if (import.meta.main) for (const name of PAGES) await Bun.write(builtPath(name), await buildPage(name));
