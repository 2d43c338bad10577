import type { ASTNode } from 'magicast'

import { valueOf } from './config-objects.ts'
import type { Node, Statements } from './config-objects.ts'

/** The first call of a function in a part of the config, or in the variables and functions of the file that the part uses. */
export function callIn(part: ASTNode, name: string, statements: Statements): Node<'CallExpression'> | null {
  const followed = new Set([name])
  const look = (node: ASTNode): Node<'CallExpression'> | null => {
    if (isCallOf(node, name)) return node
    if (node.type === 'Identifier' && !followed.has(node.name)) {
      followed.add(node.name)
      const value = valueOf(node.name, statements)
      return value === null ? null : look(value)
    }
    for (const child of childrenOf(node)) {
      const found = look(child)
      if (found !== null) return found
    }
    return null
  }
  return look(part)
}

/** Whether a node is a call of that function. */
export function isCallOf(node: ASTNode, name: string): node is Node<'CallExpression'> {
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === name
}

/** What the parser keeps in a node beside its children. */
const NOTES: ReadonlySet<string> = new Set(['loc', 'original', 'comments', 'tokens', 'extra'])

function childrenOf(node: ASTNode): readonly ASTNode[] {
  return Object.entries(node)
    .filter(([key]) => !NOTES.has(key))
    .flatMap(([, value]: [string, unknown]) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
