import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** The lines of a comment that a wide page shows before anything is unfolded. */
export function visibleLines(markdown: string): readonly string[] {
  let html = htmlOf(markdown).replaceAll(/<!--.*?-->/gs, '')
  const innermost =
    /<details>\s*<summary>((?:(?!<\/?details).)*?)<\/summary>(?:(?!<details>).)*?<\/details>/gs
  while (/<details>/.test(html)) html = html.replaceAll(innermost, '<p>$1</p>')
  return html
    .replaceAll(/<\/(?:p|li|tr|h3)>/g, '\u0000')
    .replaceAll(/<[^>]*>|\n/g, (tag) => (tag === '\n' ? ' ' : ''))
    .split('\u0000')
    .map((line) => textOf(line).replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
}

/** Markdown as GitHub turns it into HTML. */
export function htmlOf(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  })
}

/** Escaped text as a reader sees it. */
export function textOf(escaped: string): string {
  return escaped
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
    .replaceAll('\u00A0', ' ')
}
