/**
 * Reads every module under a src folder with the TypeScript parser and lists what breaks the import table, the use
 * rules and the absence of cycles. Types count for the table; two types of one folder may name each other, so cycles are
 * sought among values only.
 */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { ImportTable, UseRule } from './import-table.js';

export interface SourceCheck {
  readonly modules: number;
  readonly violations: readonly string[];
}

interface Import {
  /** Path under src. */
  readonly target: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

interface Module {
  /** Path under src with `/`. */
  readonly name: string;
  readonly imports: readonly Import[];
  /** Dotted names and `await`, with their lines. */
  readonly uses: readonly { readonly name: string; readonly line: number }[];
}

export function checkSources(src: string, table: ImportTable, rules: readonly UseRule[]): SourceCheck {
  const modules = filesUnder(src).map((file) => readModule(src, file));
  const violations = [
    ...modules.flatMap((module) => importViolations(module, table)),
    ...modules.flatMap((module) => useViolations(module, rules)),
    ...findCycles(modules).map((cycle) => `cycle: ${cycle.join(' -> ')}`),
  ];
  return { modules: modules.length, violations };
}

function filesUnder(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mts|mjs|js)$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

function readModule(src: string, file: string): Module {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const uses: { name: string; line: number }[] = [];
  const lineOf = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  const visit = (node: ts.Node): void => {
    const imported = importOf(node);
    if (imported?.specifier.startsWith('.')) {
      const target = path.relative(src, path.resolve(path.dirname(file), imported.specifier));
      imports.push({ target: toSource(target), typeOnly: imported.typeOnly, line: lineOf(node) });
    }
    const used = useOf(node);
    if (used !== undefined) uses.push({ name: used, line: lineOf(node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { name: slashed(path.relative(src, file)), imports, uses };
}

function importOf(node: ts.Node): { specifier: string; typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: importsTypesOnly(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments;
    if (argument !== undefined && ts.isStringLiteralLike(argument))
      return { specifier: argument.text, typeOnly: false };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, typeOnly: true };
  }
  return undefined;
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const { name, namedBindings } = clause;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

function useOf(node: ts.Node): string | undefined {
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) return 'await';
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) {
    return 'new Date()';
  }
  if (ts.isPropertyAccessExpression(node)) {
    const owner = node.expression.getText().replace(/^globalThis\./, '');
    return owner.includes('.') ? undefined : `${owner}.${node.name.text}`;
  }
  return undefined;
}

function importViolations(module: Module, table: ImportTable): string[] {
  const from = topOf(module.name);
  const allowed = table[from];
  if (allowed === undefined) return [`${module.name}: "${from}" is not in the import table`];
  return module.imports
    .filter(({ target, typeOnly }) => {
      const to = topOf(target);
      return to !== from && !allowed.includes(to) && !(typeOnly && allowed.includes(`type:${to}`));
    })
    .map(
      ({ target, line }) =>
        `${module.name}:${line} imports ${target}: ${from} may import ${allowed.join(', ') || 'nothing'}`,
    );
}

function useViolations(module: Module, rules: readonly UseRule[]): string[] {
  return rules.flatMap(({ what, names, allowedIn, forbiddenIn }) => {
    const applies =
      forbiddenIn === undefined ? !matches(module.name, allowedIn ?? []) : matches(module.name, forbiddenIn);
    if (!applies) return [];
    return module.uses
      .filter(({ name }) =>
        names.some((rule) => (rule.endsWith('.*') ? name.startsWith(rule.slice(0, -1)) : name === rule)),
      )
      .map(({ name, line }) => `${module.name}:${line} uses ${name}: ${what}`);
  });
}

/** One cycle per module at which the depth-first search closes one. */
function findCycles(modules: readonly Module[]): string[][] {
  const byName = new Map(modules.map((module) => [module.name, module]));
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const walk = (name: string): void => {
    const start = trail.indexOf(name);
    if (start >= 0) {
      cycles.push([...trail.slice(start), name]);
      return;
    }
    const module = byName.get(name);
    if (module === undefined || finished.has(name)) return;
    trail.push(name);
    for (const { target, typeOnly } of module.imports) if (!typeOnly) walk(target);
    trail.pop();
    finished.add(name);
  };
  for (const { name } of modules) walk(name);
  return cycles;
}

/** `link/slot.ts` -> `link`, `simulate.ts` -> `simulate`. */
function topOf(name: string): string {
  const [first] = name.split('/');
  return first!.replace(/\.(ts|mts|mjs|js)$/, '');
}

/** The source file that a specifier written for the compiled program means. */
const toSource = (target: string): string => slashed(target).replace(/\.js$/, '.ts');
const slashed = (name: string): string => name.split(path.sep).join('/');
const matches = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
