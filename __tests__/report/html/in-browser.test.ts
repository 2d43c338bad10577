import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { htmlReport } from '../../../src/report/html/html-report.ts'
import { chromiumPath } from '../../support/programs/chromium.ts'
import { EXAMPLE_PAGES } from './example-pages.ts'

const executablePath = chromiumPath()
const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** What axe-core finds wrong, as lines for people. */
const AXE_RUN = `${AXE}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`

describe.runIf(executablePath !== null)('in Chromium', () => {
  let browser: Browser
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-html-'))
  beforeAll(async () => {
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    browser = await chromium.launch({ executablePath: executablePath ?? '', args })
  })
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  describe.each(Object.entries(EXAMPLE_PAGES))('the page of %s', (name, runs) => {
    const path = join(folder, `${name}.html`)
    beforeAll(() => writeFileSync(path, htmlReport(runs)))

    test.each([
      ['light', 1200],
      ['dark', 320],
    ] as const)('loads nothing else, and is accessible: %s, %i pixels wide', async (colorScheme, width) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } })
      const page = await context.newPage()
      const requests: string[] = []
      const said: string[] = []
      context.on('request', (request) => requests.push(request.url()))
      page.on('console', (message) => said.push(message.text()))
      page.on('pageerror', (error) => said.push(error.message))
      page.on('dialog', (dialog) => said.push(`dialog: ${dialog.message()}`))
      await page.goto(pathToFileURL(path).href)
      for (const fold of await page.locator('details').all())
        await fold.evaluate('(fold) => { fold.open = true }')
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      expect(await page.evaluate(AXE_RUN)).toEqual([])
      expect(requests).toEqual([pathToFileURL(path).href])
      expect(said).toEqual([])
      // To look at them: WYNDRVR_PICTURES=/tmp/pictures npx vitest run __tests__/report/html/in-browser.test.ts
      const shots = process.env['WYNDRVR_PICTURES']
      if (shots !== undefined) {
        await page.screenshot({ path: join(shots, `${name}-${colorScheme}-${width}.png`), fullPage: true })
      }
      await context.close()
    })
  })

  test('prints every section, also those that are folded', async () => {
    const page = await browser.newPage()
    await page.setContent(htmlReport(EXAMPLE_PAGES['good'] ?? []))
    const conditions = page.getByText('Measured with')
    expect(await conditions.isVisible()).toBe(false)
    await page.emulateMedia({ media: 'print' })
    expect(await conditions.isVisible()).toBe(true)
    await page.close()
  })

  test('is used with the keyboard alone: folds open, and wide tables take the focus', async () => {
    const page = await browser.newPage()
    await page.setContent(htmlReport(EXAMPLE_PAGES['good'] ?? []))
    const conditions = page.getByText('Measured with')
    const focused = async (): Promise<unknown> =>
      page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent")
    const seen: unknown[] = []
    while (seen.length < 200 && seen.at(-1) !== 'Conditions') {
      await page.keyboard.press('Tab')
      seen.push(await focused())
    }
    expect(seen).toContain('Verdicts')
    expect(seen).toContain('Distribution, chart')
    await page.keyboard.press('Enter')
    expect(await conditions.isVisible()).toBe(true)
    await page.close()
  })
})
