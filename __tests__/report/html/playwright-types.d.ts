/** What the tests use of playwright-core, whose own declarations need the types of a browser. */

interface Locator {
  isVisible(): Promise<boolean>
  waitFor(): Promise<void>
  click(): Promise<void>
}

/** A page in the browser. Scripts are text, because they run there. */
export interface Page {
  on(event: 'request', listener: (request: { url(): string }) => void): void
  on(event: 'console', listener: (message: { text(): string }) => void): void
  on(event: 'pageerror', listener: (error: Error) => void): void
  on(event: 'dialog', listener: (dialog: { message(): string }) => void): void
  goto(url: string): Promise<unknown>
  setContent(page: string): Promise<void>
  getByText(text: string): Locator
  evaluate(script: string): Promise<unknown>
  emulateMedia(media: {
    readonly media?: 'print' | 'screen'
    readonly colorScheme?: 'light' | 'dark'
  }): Promise<void>
  setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void>
  screenshot(options: { readonly path: string; readonly fullPage: boolean }): Promise<unknown>
  close(): Promise<void>
  readonly keyboard: { press(key: string): Promise<void> }
}

/** A profile of the browser. */
export interface Context {
  newPage(): Promise<Page>
}

/** A running browser. */
export interface Browser {
  newContext(): Promise<Context>
  close(): Promise<void>
}

export const chromium: {
  launch(options: { readonly executablePath: string; readonly args: readonly string[] }): Promise<Browser>
}
