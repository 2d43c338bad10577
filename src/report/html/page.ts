import { markup } from './markup.ts'
import type { Html } from './markup.ts'
import { PAGE_STYLE } from './page-style.ts'

/** A page that loads nothing and runs nothing. */
export function page(title: string, content: readonly Html[]): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
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
</body>
</html>
`.text
}
