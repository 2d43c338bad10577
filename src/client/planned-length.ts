/** How long a measurement is planned to take. */
export interface PlannedLength {
  /** The least time it takes, s; 0 if nothing is known before it ends. */
  readonly seconds: number
  /** The bytes, probes or connections that end it; `null` if time does. */
  readonly amount: number | null
}
