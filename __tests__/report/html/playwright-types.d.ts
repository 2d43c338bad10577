/** What the tests use of playwright-core, whose own declarations need the types of a browser. */

interface Locator {
  all(): Promise<readonly Locator[]>
  evaluate(script: string): Promise<unknown>
  isVisible(): Promise<boolean>
}

interface Page {
  on(event: 'console', listener: (message: { text(): string }) => void): void
  on(event: 'pageerror', listener: (error: Error) => void): void
  on(event: 'dialog', listener: (dialog: { message(): string }) => void): void
  goto(url: string): Promise<unknown>
  setContent(page: string): Promise<void>
  locator(selector: string): Locator
  getByText(text: string): Locator
  evaluate(script: string): Promise<unknown>
  emulateMedia(media: { readonly media: 'print' }): Promise<void>
  screenshot(options: { readonly path: string; readonly fullPage: boolean }): Promise<unknown>
  close(): Promise<void>
  readonly keyboard: { press(key: string): Promise<void> }
}

interface Context {
  on(event: 'request', listener: (request: { url(): string }) => void): void
  newPage(): Promise<Page>
  close(): Promise<void>
}

export interface Browser {
  newContext(options: {
    readonly colorScheme: 'light' | 'dark'
    readonly viewport: { readonly width: number; readonly height: number }
  }): Promise<Context>
  newPage(): Promise<Page>
  close(): Promise<void>
}

export const chromium: {
  launch(options: { readonly executablePath: string; readonly args: readonly string[] }): Promise<Browser>
}
