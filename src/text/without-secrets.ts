/** A text whose URLs have neither a user nor a query: both may be secret. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/\b([a-z][\w+.-]*:\/\/)[^/\s'"]*@/gi, '$1…@')
    .replaceAll(/\b([a-z][\w+.-]*:\/\/[^\s'"?#]*)([?#])[^\s'"]*/gi, '$1$2…')
}
