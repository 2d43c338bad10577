import { parseModule } from 'magicast'
import type { ASTNode } from 'magicast'

import { messageOf } from '../../errors.ts'
import { configObjects, nameOf, valueOf } from './config-objects.ts'
import type { Node, Statements } from './config-objects.ts'
import { callIn, isCallOf } from './plugin-calls.ts'

/** A config with the plugin, or why it cannot be changed and, if the plugin is in a wrong place, what to do about that. */
export type Edited = { readonly config: string } | { readonly reason: string; readonly remedy?: string }

const PLUGIN = 'wyndrvr'

const MODULE = 'wyndrvr/vitest/config'

/** A text to insert at a place of the config. */
interface Insertion {
  readonly at: number
  readonly text: string
}

/**
 * Adds the plugin to a config: its import, and itself first in the list of plugins of each object that the config may be. The
 * syntax tree says where; everything else keeps its form.
 * @returns the same text if the plugin is already there
 */
export function withPlugin(config: string): Edited {
  // The parser counts a line's end as one character.
  const windows = config.includes('\r\n')
  const text = windows ? config.replaceAll('\r\n', '\n') : config
  try {
    const result = edited(text, statementsOf(text))
    return windows && 'config' in result ? { config: result.config.replaceAll('\n', '\r\n') } : result
  } catch (error) {
    return { reason: `it cannot be parsed: ${messageOf(error).split('\n')[0] ?? ''}` }
  }
}

function statementsOf(config: string): Statements {
  // Tabs of any other width would move all places behind them.
  const { $ast } = parseModule(config, { tabWidth: 1 })
  return $ast.type === 'Program' ? $ast.body : []
}

function edited(config: string, statements: Statements): Edited {
  const found = configObjects(statements)
  if ('reason' in found) return found
  const known = importedName(statements)
  if (known === null && isDeclared(PLUGIN, statements))
    return { reason: `it uses the name ${PLUGIN} for something else` }
  const name = known ?? PLUGIN
  const insertions: Insertion[] = []
  for (const object of found.objects) {
    const inline = known === null ? null : inProjects(object, known, statements)
    if (inline !== null) {
      const line = inline.loc?.start.line
      const place = line === undefined ? 'an inline project' : `an inline project (line ${line})`
      return {
        reason: `${name}() is in ${place}, where its specs would not run`,
        remedy: `Move ${name}() to the plugins of the config itself`,
      }
    }
    const added = addedTo(object, name, config, statements)
    if ('reason' in added) return added
    insertions.push(...added.insertions)
  }
  if (insertions.length === 0) return { config }
  if (known === null) insertions.push(importOf(config, statements))
  const changed = insertions
    .toSorted((a, b) => b.at - a.at)
    .reduce((text, { at, text: more }) => `${text.slice(0, at)}${more}${text.slice(at)}`, config)
  // A mistake here must not reach the file.
  statementsOf(changed)
  return { config: changed }
}

type Added = { readonly insertions: readonly Insertion[] } | { readonly reason: string }

/** The plugin's call in the list of projects, or in anything else below `test`. */
function inProjects(
  object: Node<'ObjectExpression'>,
  name: string,
  statements: Statements,
): Node<'CallExpression'> | null {
  const test = object.properties.find((each) => each.type === 'ObjectProperty' && keyOf(each) === 'test')
  return test?.type === 'ObjectProperty' ? callIn(test.value, name, statements) : null
}

function addedTo(
  object: Node<'ObjectExpression'>,
  name: string,
  config: string,
  statements: Statements,
): Added {
  const property = object.properties.find(
    (each) => each.type !== 'SpreadElement' && keyOf(each) === 'plugins',
  )
  if (property === undefined) return newList(object, name, config, statements)
  if (property.type !== 'ObjectProperty') return { reason: 'its plugins are not a list' }
  const { value } = property
  if (callIn(value, name, statements) !== null) return { insertions: [] }
  if (value.type === 'ArrayExpression') {
    return { insertions: [asFirst(`${name}()`, value, value.elements[0] ?? null, config)] }
  }
  if (property.shorthand) return { insertions: [{ at: endOf(property), text: `: [${name}(), plugins]` }] }
  // vite flattens lists of plugins, and leaves out those that are undefined or false.
  return {
    insertions: [
      { at: startOf(value), text: `[${name}(), ` },
      { at: endOf(value), text: ']' },
    ],
  }
}

/** A list of plugins for an object without one. It must not replace a list that the object spreads. */
function newList(
  object: Node<'ObjectExpression'>,
  name: string,
  config: string,
  statements: Statements,
): Added {
  const spread = object.properties.filter((each) => each.type === 'SpreadElement')
  for (const { argument } of spread) {
    const value = argument.type === 'Identifier' ? valueOf(argument.name, statements) : argument
    if (value?.type !== 'ObjectExpression' || value.properties.some((each) => mayBePlugins(each)))
      return { reason: 'it spreads an object that may have plugins' }
  }
  const list = `plugins: [${name}()]`
  const [first] = object.properties
  if (first === undefined) return { insertions: [{ at: startOf(object) + 1, text: ` ${list} ` }] }
  return { insertions: [asFirst(list, object, first, config)] }
}

/** A new first part of a list or an object, on a line of its own if the others have one. */
function asFirst(part: string, whole: ASTNode, first: ASTNode | null, config: string): Insertion {
  if (first === null) return { at: startOf(whole) + 1, text: part }
  const start = startOf(first)
  const line = config.lastIndexOf('\n', start)
  if (line < startOf(whole)) return { at: start, text: `${part}, ` }
  return { at: startOf(whole) + 1, text: `\n${config.slice(line + 1, start)}${part},` }
}

function mayBePlugins(property: Node<'ObjectExpression'>['properties'][number]): boolean {
  return property.type === 'SpreadElement' || property.computed || keyOf(property) === 'plugins'
}

function keyOf(property: Node<'ObjectProperty'> | Node<'ObjectMethod'>): string | null {
  return property.computed ? null : nameOf(property.key)
}

/** The name under which the file has the plugin; `null` if it does not import it. */
function importedName(statements: Statements): string | null {
  for (const statement of statements) {
    if (statement.type === 'ImportDeclaration' && statement.source.value === MODULE) {
      for (const specifier of statement.specifiers) {
        if (specifier.type === 'ImportSpecifier' && nameOf(specifier.imported) === PLUGIN)
          return specifier.local.name
      }
    }
    for (const { id, init } of statement.type === 'VariableDeclaration' ? statement.declarations : []) {
      if (!init || requiredBy(init) !== MODULE || id.type !== 'ObjectPattern') continue
      for (const property of id.properties) {
        if (property.type === 'ObjectProperty' && nameOf(property.key) === PLUGIN)
          return nameOf(property.value)
      }
    }
  }
  return null
}

function requiredBy(node: ASTNode): string | null {
  if (node.type !== 'CallExpression' || !isCallOf(node, 'require')) return null
  const [first] = node.arguments
  return first === undefined ? null : nameOf(first)
}

function isDeclared(name: string, statements: Statements): boolean {
  const imported = statements.some(
    (statement) =>
      statement.type === 'ImportDeclaration' && statement.specifiers.some(({ local }) => local.name === name),
  )
  return imported || valueOf(name, statements) !== null
}

/** The import of the plugin, in the style of the others and after them. */
function importOf(config: string, statements: Statements): Insertion {
  const isCommonJs = !statements.some(({ type }) => type === 'ImportDeclaration' || type.startsWith('Export'))
  const others = statements.filter((statement) =>
    isCommonJs
      ? statement.type === 'VariableDeclaration' &&
        statement.declarations.some(({ init }) => init && requiredBy(init) !== null)
      : statement.type === 'ImportDeclaration',
  )
  const last = others.at(-1)
  const shown = last === undefined ? config : config.slice(startOf(last), endOf(last))
  const quote = shown.includes('"') && !shown.includes("'") ? '"' : "'"
  const semicolon = (last === undefined ? config.trimEnd() : shown).endsWith(';') ? ';' : ''
  const source = `${quote}${MODULE}${quote}`
  const line = isCommonJs
    ? `const { ${PLUGIN} } = require(${source})${semicolon}`
    : `import { ${PLUGIN} } from ${source}${semicolon}`
  if (last !== undefined) return { at: lineEnd(config, endOf(last)), text: `\n${line}` }
  return { at: firstPlace(statements), text: `${line}\n\n` }
}

/** The end of the line, behind a comment, or the place itself if more code follows. */
function lineEnd(config: string, place: number): number {
  const end = config.indexOf('\n', place)
  const rest = config.slice(place, end < 0 ? undefined : end)
  return rest.trim() === '' || rest.trimStart().startsWith('//') ? place + rest.length : place
}

/** Before the first statement and the comment that documents it. */
function firstPlace(statements: Statements): number {
  const [first] = statements
  if (first === undefined) return 0
  const comment = commentsOf(first).at(-1)
  return comment?.type === 'CommentBlock' && comment.value.startsWith('*')
    ? (comment.start ?? startOf(first))
    : startOf(first)
}

/** What the parser keeps of a comment. */
interface Comment {
  readonly type: string
  readonly value: string
  readonly start?: number | null
}

function commentsOf(node: ASTNode): readonly Comment[] {
  const comments: unknown = 'comments' in node ? node.comments : []
  return Array.isArray(comments) ? comments.filter(({ leading }) => leading === true) : []
}

function startOf({ start }: ASTNode): number {
  if (start == null) throw new Error('a place is unknown')
  return start
}

function endOf({ end }: ASTNode): number {
  if (end == null) throw new Error('a place is unknown')
  return end
}
