import type { ASTNode } from 'magicast'

/** A node of a kind. */
export type Node<Type extends ASTNode['type']> = Extract<ASTNode, { readonly type: Type }>

/** The statements of a module. */
export type Statements = Node<'Program'>['body']

/** The objects that a config exports, or why they are unknown. */
export type Found = { readonly objects: readonly Node<'ObjectExpression'>[] } | { readonly reason: string }

/**
 * The objects that a config's default export, or `module.exports`, comes down to: through variables, `defineConfig(…)`,
 * `mergeConfig(…)`, functions with all their returns, and TypeScript's `as` and `satisfies`.
 */
export function configObjects(statements: Statements): Found {
  const exported = exportedBy(statements)
  if (exported === null) return { reason: 'it has no default export' }
  return resolve(exported, statements, 0)
}

/** How deep a config may be nested. */
const DEEPEST = 20

function exportedBy(statements: Statements): ASTNode | null {
  for (const statement of statements) {
    if (statement.type === 'ExportDefaultDeclaration') return statement.declaration
    if (statement.type === 'TSExportAssignment') return statement.expression
    if (statement.type === 'ExportNamedDeclaration') {
      for (const specifier of statement.specifiers) {
        if (specifier.type === 'ExportSpecifier' && nameOf(specifier.exported) === 'default')
          return specifier.local
      }
    }
    if (statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression') {
      const { left, right } = statement.expression
      if (isModuleExports(left)) return right
    }
  }
  return null
}

function isModuleExports(node: ASTNode): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'module' &&
    nameOf(node.property) === 'exports'
  )
}

function resolve(node: ASTNode, statements: Statements, depth: number): Found {
  const inner = (other: ASTNode): Found => resolve(other, statements, depth + 1)
  if (depth > DEEPEST) return { reason: 'its config refers to itself' }
  if (node.type === 'ObjectExpression') return { objects: [node] }
  if (isTyped(node)) return inner(node.expression)
  if (node.type === 'AwaitExpression') return inner(node.argument)
  if (node.type === 'ConditionalExpression') return allOf([node.consequent, node.alternate].map(inner))
  if (node.type === 'CallExpression') return ofCall(node, inner)
  if (isFunction(node))
    return node.body.type === 'BlockStatement' ? ofReturns(node.body, inner) : inner(node.body)
  if (node.type !== 'Identifier') return { reason: 'its config is not an object in this file' }
  const value = valueOf(node.name, statements)
  return value === null
    ? { reason: `'${node.name}', which it exports, does not come from this file` }
    : inner(value)
}

/** An expression with a type or in parentheses. */
function isTyped(
  node: ASTNode,
): node is Node<
  'TSAsExpression' | 'TSSatisfiesExpression' | 'TSNonNullExpression' | 'ParenthesizedExpression'
> {
  return [
    'TSAsExpression',
    'TSSatisfiesExpression',
    'TSNonNullExpression',
    'ParenthesizedExpression',
  ].includes(node.type)
}

function isFunction(
  node: ASTNode,
): node is Node<'ArrowFunctionExpression' | 'FunctionExpression' | 'FunctionDeclaration'> {
  return ['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration'].includes(node.type)
}

/** Of `mergeConfig(a, b)` the last object of this file is enough: lists of plugins are merged. */
function ofCall(
  { callee, arguments: given }: Node<'CallExpression'>,
  inner: (node: ASTNode) => Found,
): Found {
  const name = nameOf(callee) ?? 'a function'
  if (name !== 'mergeConfig') {
    const [first] = given
    return first === undefined ? { reason: `its config comes from ${name}()` } : inner(first)
  }
  for (const each of given.toReversed()) {
    const found = inner(each)
    if ('objects' in found) return found
  }
  return { reason: `${name}() merges no object of this file` }
}

/** What a function returns; the functions in it return for themselves. */
function ofReturns(body: Node<'BlockStatement'>, inner: (node: ASTNode) => Found): Found {
  const returned: ASTNode[] = []
  const locals: Statements = []
  const look = (statement: ASTNode | null | undefined): void => {
    if (statement?.type === 'ReturnStatement') {
      if (statement.argument) returned.push(statement.argument)
    } else if (statement?.type === 'BlockStatement') {
      for (const each of statement.body) look(each)
    } else if (statement?.type === 'IfStatement') {
      look(statement.consequent)
      look(statement.alternate)
    } else if (statement?.type === 'TryStatement') {
      look(statement.block)
      look(statement.handler?.body)
      look(statement.finalizer)
    } else if (statement?.type === 'SwitchStatement') {
      for (const each of statement.cases) for (const one of each.consequent) look(one)
    } else if (statement?.type === 'VariableDeclaration') locals.push(statement)
  }
  look(body)
  if (returned.length === 0) return { reason: 'its function returns no object' }
  return allOf(
    returned.map((node) => {
      const value = node.type === 'Identifier' ? valueOf(node.name, locals) : null
      return inner(value ?? node)
    }),
  )
}

function allOf(found: readonly Found[]): Found {
  const objects = new Set<Node<'ObjectExpression'>>()
  for (const each of found) {
    if ('reason' in each) return each
    for (const object of each.objects) objects.add(object)
  }
  return { objects: [...objects] }
}

/** The value of a variable or function of the file; `null` if it comes from elsewhere. */
export function valueOf(name: string, statements: Statements): ASTNode | null {
  for (const statement of statements) {
    const declared =
      statement.type === 'ExportNamedDeclaration' && statement.declaration ? statement.declaration : statement
    if (declared.type === 'FunctionDeclaration' && declared.id?.name === name) return declared
    if (declared.type !== 'VariableDeclaration') continue
    const found = declared.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name)
    if (found?.init) return found.init
  }
  return null
}

/** The name in an identifier, a text or the end of `a.b`; `null` for anything else. */
export function nameOf(node: ASTNode): string | null {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'StringLiteral') return node.value
  return node.type === 'MemberExpression' && !node.computed ? nameOf(node.property) : null
}
