import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { chromium } from 'playwright-core'
import type { Browser, Context, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { historyPage } from '../../../src/report/html/history-page.ts'
import { Dashboard } from '../../../src/cli/dashboard/dashboard.ts'
import { htmlReport } from '../../../src/report/html/html-report.ts'
import type { Traffic } from '../../../src/server/traffic.ts'
import { chromiumPath } from '../../support/programs/chromium.ts'
import { hostileHistory } from './example-histories.ts'
import { HOSTILE } from '../../support/documents/hostile.ts'
import { EXAMPLE_PAGES } from './example-pages.ts'

const executablePath = chromiumPath()
const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** What axe-core finds wrong, as lines for people. */
const AXE_RUN = `${AXE}; axe.run({ resultTypes: ['violations'], preload: false }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`

/** The narrow one is a phone's, or a page magnified four times (WCAG 1.4.10). The last one is checked: what is wide scrolls there. */
const WIDTHS = [1200, 320]

/** Pages that are checked in the dark theme, the others in the light one: each color is on a page of either. */
const DARK = new Set(['lossy', 'comparison', 'load', 'hostile'])

/** Pages that have nothing in them that others do not have. */
const ALIKE = new Set(['invalid', 'empty'])

/** Where to write pictures: WYNDRVR_PICTURES=/tmp/pictures npx vitest run __tests__/report/html/in-browser.test.ts */
const PICTURES = process.env['WYNDRVR_PICTURES']

describe.runIf(executablePath !== null)('in Chromium', () => {
  let browser: Browser
  let context: Context
  let page: Page
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-html-'))
  beforeAll(async () => {
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    browser = await chromium.launch({ executablePath: executablePath ?? '', args })
    context = await browser.newContext()
    page = await context.newPage()
  })
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each<[string, () => string]>([
    ...Object.entries(EXAMPLE_PAGES)
      .filter(([name]) => !ALIKE.has(name))
      .map(([name, runs]): [string, () => string] => [name, () => htmlReport(runs)]),
    ['history', () => historyPage(hostileHistory())],
  ])('the page of %s loads nothing else, and is accessible', async (name, draw) => {
    const file = join(folder, `${name}.html`)
    writeFileSync(file, draw())
    const { href } = pathToFileURL(file)
    const own = await context.newPage()
    const requests: string[] = []
    const said: string[] = []
    own.on('request', (request) => requests.push(request.url()))
    own.on('console', (message) => said.push(message.text()))
    own.on('pageerror', (error) => said.push(error.message))
    own.on('dialog', (dialog) => said.push(`dialog: ${dialog.message()}`))
    await own.goto(href)
    // Those of one run are enough: axe-core takes seconds for long tables.
    await own.evaluate(
      "for (const fold of document.querySelectorAll('article:last-of-type details')) fold.open = true",
    )
    const themes = DARK.has(name) ? (['light', 'dark'] as const) : (['dark', 'light'] as const)
    for (const colorScheme of PICTURES === undefined ? themes.slice(1) : themes) {
      await own.emulateMedia({ colorScheme })
      for (const width of WIDTHS) {
        await own.setViewportSize({ width, height: 800 })
        expect(await own.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
        if (PICTURES === undefined) continue
        const path = join(PICTURES, `${name}-${colorScheme}-${width}.png`)
        await own.screenshot({ path, fullPage: true })
      }
    }
    expect(await own.evaluate(AXE_RUN)).toEqual([])
    expect(requests).toEqual([href])
    expect(said).toEqual([])
    await own.close()
  })

  test('the dashboard follows its server, pauses, and is accessible', async () => {
    await using dashboard = new Dashboard(0, null)
    const url = await dashboard.listen({ address: { host: '127.0.0.1', port: 5001 }, mode: 'thread' })
    const own = await context.newPage()
    const said: string[] = []
    own.on('console', (message) => said.push(message.text()))
    own.on('pageerror', (error) => said.push(error.message))
    own.on('dialog', (dialog) => said.push(`dialog: ${dialog.message()}`))
    await own.goto(url)
    const connected = async (count: number): Promise<void> =>
      own.getByText(`${count} clients connected`).waitFor()
    await connected(0)
    dashboard.take(busyServer())
    await connected(HOSTILE.length)
    await own.getByText('Pause').click()
    dashboard.take({ connections: [], ended: [] })
    await own.evaluate('update()')
    await connected(HOSTILE.length)
    for (const colorScheme of ['light', 'dark'] as const) {
      await own.emulateMedia({ colorScheme })
      expect(await own.evaluate(AXE_RUN)).toEqual([])
      for (const width of WIDTHS) {
        await own.setViewportSize({ width, height: 800 })
        expect(await own.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
        if (PICTURES === undefined) continue
        const path = join(PICTURES, `dashboard-${colorScheme}-${width}.png`)
        await own.screenshot({ path, fullPage: true })
      }
    }
    await own.getByText('Resume').click()
    await connected(0)
    expect(said).toEqual([])
    await own.close()
  })

  test('prints every section, also those that are folded', async () => {
    await page.setContent(htmlReport(EXAMPLE_PAGES['good'] ?? []))
    const conditions = page.getByText('Measured with')
    expect(await conditions.isVisible()).toBe(false)
    await page.emulateMedia({ media: 'print' })
    expect(await conditions.isVisible()).toBe(true)
    await page.emulateMedia({ media: 'screen' })
  })

  test('is used with the keyboard alone: folds open, and wide tables take the focus', async () => {
    await page.setContent(htmlReport(EXAMPLE_PAGES['good'] ?? []))
    const conditions = page.getByText('Measured with')
    const focused = async (): Promise<unknown> =>
      page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent")
    const seen: unknown[] = []
    while (seen.length < 200 && seen.at(-1) !== 'Conditions') {
      await page.keyboard.press('Tab')
      seen.push(await focused())
    }
    expect(seen).toEqual(expect.arrayContaining(['Verdicts', 'Distribution', 'Conditions']))
    await page.keyboard.press('Enter')
    expect(await conditions.isVisible()).toBe(true)
  })
})

/** A server whose clients have names and tests that no real one can have. */
function busyServer(): Traffic {
  const connections = HOSTILE.map((name, place) => ({
    session: name,
    address: name,
    test: place % 2 === 0 ? name : null,
    download: 900 * place,
    upload: 1,
  }))
  const ended = HOSTILE.map((name) => ({
    session: name,
    address: name,
    test: name,
    endedAt: 0,
    seconds: 1,
    received: 1e6,
    sent: 0,
  }))
  return { connections, ended }
}
