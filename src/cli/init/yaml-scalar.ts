/** A text as a YAML scalar: plain if every parser reads it as this text, else in quotes. */
export function yamlScalar(text: string): string {
  const plain = /^[a-z][\w./-]*$/i.test(text) && !RESERVED.test(text)
  return plain ? text : `'${text.replaceAll("'", "''")}'`
}

/** Words that YAML 1.1 or 1.2 reads as a boolean or as null. */
const RESERVED = /^(?:true|false|yes|no|on|off|y|n|null)$/i
