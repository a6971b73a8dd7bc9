import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** One import of one file. `target` is a path from the project's root, or the name of a package. */
export interface Import {
  from: string
  target: string
  /** Nothing of it is left when the program runs. */
  typeOnly: boolean
}

/** The TypeScript files below a folder, as paths from the project's root. */
export const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

/** What a file imports, by the parser that also builds it: a comment or a text that looks like an import is none. */
export function importsOf(file: string, text = textOf(file)): Import[] {
  const { module, program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`)
  const found: { specifier: string; typeOnly: boolean }[] = []
  for (const { moduleRequest, entries } of module.staticImports)
    found.push({
      specifier: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    })
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, isType } of entries)
      if (moduleRequest) found.push({ specifier: moduleRequest.value, typeOnly: isType })
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^(['"])(.*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))
    if (literal) found.push({ specifier: literal[2]!, typeOnly: false })
  }
  eachImportType(program, (specifier) => found.push({ specifier, typeOnly: true }))
  return found.map(({ specifier, typeOnly }) => ({
    from: file,
    target: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
    typeOnly,
  }))
}

/** Calls `tell` for each `import('…')` that stands where a type does. */
function eachImportType(node: unknown, tell: (specifier: string) => void): void {
  if (typeof node !== 'object' || node === null) return
  if ('type' in node && node.type === 'TSImportType' && 'source' in node) {
    const { value } = node.source as { value?: unknown }
    if (typeof value === 'string') tell(value)
  }
  for (const child of Object.values(node)) eachImportType(child, tell)
}

/**
 * A circle of files that import each other, types counted.
 * @returns its files in order, the first one again at the end; undefined where there is none
 */
export function circleIn(imports: readonly Import[]): string[] | undefined {
  const targets = new Map<string, Import[]>()
  for (const one of imports) targets.set(one.from, [...(targets.get(one.from) ?? []), one])
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string): string[] | undefined => {
    const at = path.indexOf(file)
    if (at >= 0) return [...path.slice(at), file]
    if (done.has(file)) return undefined
    path.push(file)
    for (const { target } of targets.get(file) ?? []) {
      const circle = visit(target)
      if (circle) return circle
    }
    path.pop()
    done.add(file)
    return undefined
  }
  for (const file of targets.keys()) {
    const circle = visit(file)
    if (circle) return circle
  }
  return undefined
}
