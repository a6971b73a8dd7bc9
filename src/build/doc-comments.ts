import { parseSync } from 'vite'

/** A comment of a source, with its place in the text. */
type Comment = ReturnType<typeof parseSync>['comments'][number]

/** What the source says of an interface: its own comment, and those of its members. */
export interface DocumentedInterface {
  doc: string
  /** The names of the interfaces that it extends. */
  extends: readonly string[]
  members: ReadonlyMap<string, DocumentedMember>
}

/** What the source says of one member. `type`: the name of its type, where it has one; `literal`: the text that it always is. */
export interface DocumentedMember {
  doc: string
  type: string | undefined
  literal: string | undefined
}

/** The doc comments of one source, each as one line of text; '' where there is none. */
export interface DocComments {
  interfaces: ReadonlyMap<string, DocumentedInterface>
  /** The comments of named types, by name. */
  types: ReadonlyMap<string, string>
  /** The comments of the properties of constant objects, by the names of both: `kinds.word`. */
  properties: ReadonlyMap<string, string>
}

/**
 * Finds the doc comments of the declarations of a source, by the parser that also builds it.
 * @param file its name, for the message of an error
 * @throws where the source cannot be parsed
 */
export function docComments(file: string, text: string): DocComments {
  const { program, comments, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`)
  const docOf = (start: number) => docBefore(start, text, comments)
  const interfaces = new Map<string, DocumentedInterface>()
  const types = new Map<string, string>()
  const properties = new Map<string, string>()
  for (const statement of program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declared?.type === 'TSInterfaceDeclaration') {
      const members = new Map<string, DocumentedMember>()
      for (const member of declared.body.body) {
        if (member.type !== 'TSPropertySignature' || member.key.type !== 'Identifier') continue
        const type = member.typeAnnotation?.typeAnnotation
        const literal =
          type?.type === 'TSLiteralType' && type.literal.type === 'Literal' ? type.literal.value : undefined
        members.set(member.key.name, {
          doc: docOf(member.start),
          type:
            type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier' ? type.typeName.name : undefined,
          literal: typeof literal === 'string' ? literal : undefined,
        })
      }
      const bases = declared.extends.map(({ expression }) => text.slice(expression.start, expression.end))
      interfaces.set(declared.id.name, { doc: docOf(statement.start), extends: bases, members })
    } else if (declared?.type === 'TSTypeAliasDeclaration') types.set(declared.id.name, docOf(statement.start))
    else if (declared?.type === 'VariableDeclaration')
      for (const { id, init } of declared.declarations)
        if (id.type === 'Identifier')
          for (const [name, start] of keysOf(init)) properties.set(`${id.name}.${name}`, docOf(start))
  }
  return { interfaces, types, properties }
}

/** The keys of an object as it is written, with their places; none where it is no object. */
function keysOf(value: unknown): [name: string, start: number][] {
  let object = value as { type: string; expression?: unknown; properties?: Property[] } | null
  // `{…} as const satisfies T` is an object within two expressions.
  while (object?.type === 'TSAsExpression' || object?.type === 'TSSatisfiesExpression')
    object = object.expression as typeof object
  if (object?.type !== 'ObjectExpression') return []
  return (object.properties ?? []).flatMap(({ key, start }) => (key?.name ? [[key.name, start]] : []))
}

interface Property {
  start: number
  key?: { name?: string }
}

/** The doc comment that ends just before a place, as one line; '' where something else stands there. */
function docBefore(start: number, text: string, comments: readonly Comment[]): string {
  const last = comments.findLast((comment) => comment.end <= start)
  if (last?.type !== 'Block' || !last.value.startsWith('*') || text.slice(last.end, start).trim() !== '') return ''
  return last.value
    .slice(1)
    .replaceAll(/\n\s*\*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
