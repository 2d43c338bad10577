/** What the name of a commit may look like: a hash, or the name of a release. */
export const COMMIT = /^[\w./+-]{1,100}$/
