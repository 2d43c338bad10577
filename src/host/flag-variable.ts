/** Whether an environment variable is set to anything but nothing, `0` or `false`. */
export function isSet(environment: NodeJS.ProcessEnv, variable: string): boolean {
  return !['', '0', 'false', undefined].includes(environment[variable])
}
