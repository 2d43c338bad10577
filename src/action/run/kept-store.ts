/** A store that lives elsewhere between runs, in a folder of this step. */
export interface KeptStore {
  readonly folder: string
  /**
   * Keeps what has changed in the folder.
   * @returns false if another job was first; the folder then has what that job kept, without the changes
   * @throws {Error} with what git or the cache says
   */
  readonly keep: () => Promise<boolean>
}
