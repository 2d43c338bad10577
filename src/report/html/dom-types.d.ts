/** What the report uses of linkedom. */
export function parseHTML(page: string): { readonly document: object }
