import { beforeAll, describe, expect, test } from 'vitest'

import { installed, newProject, NEWEST_VITEST, said } from '../support/programs/installed.ts'
import type { Project } from '../support/programs/installed.ts'
import type { Ended } from '../support/programs/processes.ts'

describe.each(NEWEST_VITEST)('specs of several packages beside vitest %s', (version) => {
  let project: Project
  let ended: Ended

  beforeAll(async () => {
    await installed(version)
    project = await newProject(version, 'packages')
    // Not fixture files: below a package.json of their own, the fixtures could not import wyndrvr by its name.
    project.write({
      'packages/a/package.json': '{ "name": "@scope/a", "type": "module" }',
      'packages/b/package.json': '{ "name": "b", "type": "module" }',
    })
    ended = await project.vitest(['--outputFile.wyndrvr=out/result.json'])
  }, 300_000)

  test('are told apart by their projects in the table and in the document', () => {
    expect(ended.stdout).toMatch(/ ✓ \|@scope\/a \(net\)\| answers +latency /)
    expect(ended.stdout).toMatch(/ ✓ \|b \(net\)\| answers +latency /)
    const specs = project.result().specs?.filter(({ name }) => name === 'answers')
    expect(specs?.map(({ file, project: name }) => `${name}: ${file}`).toSorted()).toEqual([
      '@scope/a (net): link.net.test.ts',
      'b (net): link.net.test.ts',
    ])
  })

  test('start programs by paths relative to their package', () => {
    expect(said(ended)).not.toContain('Cannot find module')
    expect(ended.stdout).toMatch(/ ✓ \|@scope\/a \(net\)\| answers /)
  })

  test('name the port that has to answer for the command of a failure', () => {
    expect(said(ended)).toMatch(/Repeat while port \d+ answers: npx wyndrvr client --host localhost --port /)
    expect(said(ended)).not.toContain('Repeat with:')
  })

  test('refuse a route through a program without a port', () => {
    const name = JSON.stringify(process.execPath).slice(1, -1)
    expect(said(ended)).toContain(
      `via got the program ${name}, whose port is not known. Put {port} in its arguments, or give via the port: server.via({ port: 8080 }).`,
    )
  })

  test('name the document that has the reasons of untrustworthy figures, or the option that writes one', async () => {
    expect(ended.stdout).toContain(' (!) not trustworthy: the reasons are in out/result.json.\n')
    const without = await project.vitest(['--project=b*'])
    expect(without.stdout).toContain(
      ' (!) not trustworthy: --outputFile.wyndrvr=<file> writes the reasons to a document.\n',
    )
  })
})
