/** Selects from the environment of this process what programs get. */
type Selection = (own: NodeJS.ProcessEnv) => NodeJS.ProcessEnv

let selection: Selection = (own) => own

/** Keeps variables of this process from the commands of users that it starts from now on. */
export function selectProgramEnvironment(select: Selection): void {
  selection = select
}

/** The environment for commands of users. Default: that of this process. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return selection(process.env)
}
