/**
 * Whether a workflow has a step of the action for a folder.
 * @param folder from the repository's root; empty for the root itself
 * @param fromRoot whether a run of the specs in the repository's root includes those of the folder
 */
export function coversFolder(workflow: string, folder: string, fromRoot: boolean): boolean {
  return stepsOf(workflow)
    .filter((step) => USES_ACTION.test(step))
    .map(
      (step) =>
        WORKING_DIRECTORY.exec(step)?.[2]
          ?.trim()
          .replace(/^\.?\/*|\/+$/g, '') ?? '',
    )
    .some((place) => place === folder || (place === '' && fromRoot))
}

/** Each item of a list with its lines, and comments left out. A workflow has no other lists that are as long. */
function stepsOf(workflow: string): readonly string[] {
  return workflow.replace(/^\s*#.*$/gm, '').split(/^\s*- /m)
}

const USES_ACTION = /\buses:\s*['"]?wyndrvr\/action@/

const WORKING_DIRECTORY = /\bworking-directory:\s*(['"]?)([^'"\n,}#]*)\1/
