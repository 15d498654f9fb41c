/**
 * Loads files of `src` so that every function in them reports before it runs, and can be made to
 * throw there: a build with faults, made in memory of the very sources that are shipped.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { compileFunction } from 'node:vm';
import type TypeScript from 'typescript';

const SRC = join(__dirname, '../../src');

/** Not imported: its nine megabytes would first be read for what they export. */
const ts = createRequire(__filename)('typescript') as typeof TypeScript;

export interface Instrumented {
  /**
   * Called by every function before its first statement, with its place (`capture/read.ts:52 field`).
   * Replace it to count, or to throw.
   */
  hit: (place: string) => void;
  /** Loads a file of `src`, and all that it imports from there: `capture/middleware.ts`. */
  load(file: string): Readonly<Record<string, unknown>>;
}

/** Makes a copy of the sources of its own. */
export function instrumented(): Instrumented {
  const modules = new Map<string, Record<string, unknown>>();
  const copy: Instrumented = { hit: () => undefined, load: (file) => load(join(SRC, file)) };

  function load(path: string): Record<string, unknown> {
    const known = modules.get(path);
    if (known) return known;
    const exports: Record<string, unknown> = {};
    modules.set(path, exports);
    const outer = createRequire(path);
    const inner = (name: string): unknown =>
      name.startsWith('.') ? load(join(dirname(path), name)) : outer(name);
    const run = compileFunction(compiled(path), ['require', 'exports', '__hit'], {
      filename: path,
    }) as Run;
    run(inner, exports, (place) => copy.hit(place));
    return exports;
  }

  return copy;
}

type Run = (
  require: (name: string) => unknown,
  exports: object,
  hit: (place: string) => void,
) => void;

function compiled(path: string): string {
  const text = readFileSync(path, 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 };
  return ts.transpileModule(withCalls(source), { fileName: path, compilerOptions }).outputText;
}

/** Writes the call into the beginning of every function; lines stay what they are. */
function withCalls(source: TypeScript.SourceFile): string {
  const insertions: { readonly at: number; readonly text: string }[] = [];
  const visit = (node: TypeScript.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isFunctionLike(node)) return;
    const { body } = node as { readonly body?: TypeScript.Node };
    if (!body) return;
    const call = `__hit(${JSON.stringify(placeOf(node, source))})`;
    if (ts.isBlock(body)) insertions.push({ at: body.getStart() + 1, text: `${call};` });
    else {
      insertions.push({ at: body.getStart(), text: `(${call},(` });
      insertions.push({ at: body.getEnd(), text: '))' });
    }
  };
  visit(source);
  let text = source.text;
  for (const { at, text: added } of insertions.toSorted((a, b) => b.at - a.at)) {
    text = text.slice(0, at) + added + text.slice(at);
  }
  return text;
}

/** File, line, and what the function is called, be it by what it is assigned to or passed to. */
function placeOf(node: TypeScript.SignatureDeclaration, source: TypeScript.SourceFile): string {
  const file = relative(SRC, source.fileName).split(sep).join('/');
  const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  return `${file}:${line} ${nameOf(node)}`;
}

function nameOf({ name, parent }: TypeScript.SignatureDeclaration): string {
  if (name) return name.getText();
  if (ts.isCallExpression(parent)) return `in ${parent.expression.getText()}()`;
  if (ts.isReturnStatement(parent)) return 'returned';
  return (parent as { readonly name?: TypeScript.Node }).name?.getText() ?? 'function';
}
