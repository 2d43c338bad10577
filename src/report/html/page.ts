import { Html, markup, NOTHING } from './markup.ts'
import { PAGE_STYLE } from './page-style.ts'

/** Nothing is loaded, and nothing runs. */
const NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** A script, and the policy that allows it and nothing else. */
export interface PageScript {
  readonly text: string
  readonly policy: string
}

/**
 * A page that loads nothing and, unless it is given a script, runs nothing.
 * @param script trusted text
 */
export function page(title: string, content: readonly Html[], script: PageScript | null = null): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${script?.policy ?? NOTHING_RUNS}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}</main>
${script === null ? NOTHING : new Html(`<script>${script.text}</script>\n`)}</body>
</html>
`.text
}
