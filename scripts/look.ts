/**
 * Renders the golden reports as GitHub shows them, in a real browser, and prints the paths of the pictures. Fails if Mermaid,
 * the newest or an old version, rejects a chart. `--dark` uses the dark theme, `--open` opens folded sections, `--width=320`
 * renders for a phone. Names of golden files as arguments select these. Needs Chromium: Debian's package `chromium`, or a path in CHROMIUM.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

const ROOT = join(import.meta.dirname, '..')
const GOLDEN = ['__tests__/report/markdown/golden', '__tests__/action/comment/golden']
const MODULES = join(import.meta.dirname, 'look/node_modules')
const MERMAIDS = ['mermaid', 'mermaid-10']
/** Pixels; the default is the width of a comment on GitHub with its frame. */
const WIDTH = Number(/--width=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 860)
const dark = process.argv.includes('--dark')
const open = process.argv.includes('--open')

const browser = [process.env['CHROMIUM'] ?? '', 'chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => name !== '' && spawnSync(name, ['--version']).status === 0,
)
if (browser === undefined) {
  throw new Error('No chromium was found: install one, or name its path in the variable CHROMIUM.')
}
const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-look-'))

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const files = GOLDEN.flatMap((golden) =>
  readdirSync(join(ROOT, golden))
    .filter((name) => wanted.length === 0 || wanted.includes(basename(name, '.md')))
    .map((name) => join(golden, name)),
)

for (const file of files) {
  const markdown = readFileSync(join(ROOT, file), 'utf8')
  const name = basename(file, '.md')
  const pages = MERMAIDS.map((mermaid) => {
    const page = join(folder, `${name}-${mermaid}.html`)
    writeFileSync(page, pageOf(markdown, mermaid))
    return page
  })
  const [first = { charts: 0, errors: [], height: 0 }, ...others] = pages.map(lookAt)
  for (const error of [first, ...others].flatMap(({ errors }) => errors)) {
    process.exitCode = 1
    console.error(`${file}: ${error}`)
  }
  const picture = join(folder, `${name}.png`)
  chromium(pages[0] ?? '', `--screenshot=${picture}`, `--window-size=${WIDTH},${first.height + 20}`)
  console.log(`${picture}  ${first.charts} charts`)
}

interface Sight {
  readonly charts: number
  readonly errors: readonly string[]
  /** Pixels. */
  readonly height: number
}

/** Opens a page and reads the result that its script writes when everything is drawn. */
function lookAt(page: string): Sight {
  const found = /<script id="sight" type="application\/json">(.*?)<\/script>/s.exec(
    chromium(page, '--dump-dom', `--window-size=${WIDTH},1000`),
  )
  if (!found?.[1]) throw new Error(`Nothing was drawn on ${page}`)
  const sight: Sight = JSON.parse(found[1])
  return sight
}

function chromium(page: string, ...flags: readonly string[]): string {
  const profile = mkdtempSync(join(folder, 'profile-'))
  const quiet = [
    '--headless',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--hide-scrollbars',
    `--user-data-dir=${profile}`,
    `--blink-settings=preferredColorScheme=${dark ? 0 : 1}`,
    // The page's clock runs ahead until the page is idle.
    '--virtual-time-budget=20000',
  ]
  const url = pathToFileURL(page).href
  return execFileSync(browser ?? '', [...quiet, ...flags, url], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 120_000,
    maxBuffer: 2 ** 26,
  })
}

/** A page that renders a report as GitHub does: its Markdown, its style sheet, and Mermaid charts. */
function pageOf(markdown: string, mermaid: string): string {
  const body = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  })
  const module = (path: string): string => pathToFileURL(join(MODULES, path)).href
  return `<!doctype html>
<meta charset="utf-8">
<link rel="stylesheet" href="${module(`github-markdown-css/github-markdown${dark ? '-dark' : '-light'}.css`)}">
<style>body { margin: 0; background: ${dark ? '#0d1117' : '#fff'} } article { padding: 16px 24px }</style>
<article class="markdown-body">${body}</article>
<script src="${module(`${mermaid}/dist/mermaid.min.js`)}"></script>
<script type="module">
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: '${dark ? 'dark' : 'default'}' })
  const errors = []
  const fences = [...document.querySelectorAll('code.language-mermaid')]
  for (const [index, fence] of fences.entries()) {
    try {
      const { svg } = await mermaid.render('chart' + index, fence.textContent)
      const place = document.createElement('div')
      place.innerHTML = svg
      fence.parentElement.replaceWith(place)
    } catch (error) {
      errors.push('${mermaid}: ' + error)
    }
  }
  for (const fold of document.querySelectorAll('details')) fold.open = ${open}
  const sight = document.createElement('script')
  sight.id = 'sight'
  sight.type = 'application/json'
  sight.textContent = JSON.stringify({ charts: fences.length, errors, height: document.documentElement.scrollHeight })
    .replaceAll('<', '\\\\u003c')
  document.body.append(sight)
</script>
`
}
